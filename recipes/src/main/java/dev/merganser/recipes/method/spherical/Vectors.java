package dev.merganser.recipes.method.spherical;

import dev.merganser.recipes.tensor.Shape;

/**
 * How the elements of a tensor form vectors: all of them one, or one for each row or column.
 *
 * @param width how many elements in a row belong to one vector
 * @param count number of vectors
 */
record Vectors(long width, int count) {

    /** Takes the elements of one vector that are at {@code begin} to before {@code end}. */
    @FunctionalInterface
    interface Run {
        void accept(int vector, int begin, int end);
    }

    /** The whole tensor, flattened. */
    static Vectors whole(Shape shape) {
        return new Vectors(Math.max(1, shape.elements()), 1);
    }

    /** One for each row: elements that differ in the last dimension only. */
    static Vectors rows(Shape shape) {
        if (shape.rank() < 2 || shape.elements() == 0) {
            return whole(shape);
        }
        long columns = shape.dims().getLast();
        return new Vectors(columns, Math.toIntExact(shape.elements() / columns));
    }

    /** One for each column: elements that differ in the first dimension only. */
    static Vectors columns(Shape shape) {
        if (shape.rank() < 2 || shape.elements() == 0) {
            return whole(shape);
        }
        long columns = shape.elements() / shape.dims().getFirst();
        return new Vectors(1, Math.toIntExact(columns));
    }

    /** The vector to which an element belongs. */
    int of(long element) {
        return (int) (element / width % count);
    }

    /**
     * Goes through the elements from {@code from} on, in runs that belong to one vector.
     *
     * @param run is told positions counted from {@code from}
     */
    void forEachRun(long from, int length, Run run) {
        int begin = 0;
        while (begin < length) {
            long element = from + begin;
            int end = (int) Math.min(length, begin + width - element % width);
            run.accept(of(element), begin, end);
            begin = end;
        }
    }
}
