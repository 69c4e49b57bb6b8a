package dev.merganser.recipes.kinship;

import dev.merganser.recipes.tensor.FloatTensor;

/** A weight of two or more dimensions that two models have under one name, in one shape. */
record Matrix(String name, FloatTensor base, FloatTensor expert, Likeness likeness) {

    static Matrix of(String name, FloatTensor base, FloatTensor expert) {
        return new Matrix(name, base, expert, Likeness.sampled(base, expert));
    }

    int rows() {
        return Math.toIntExact(base.info().shape().dims().getFirst());
    }

    int columns() {
        return Math.toIntExact(base.info().shape().dims().getLast());
    }

    /** Whether it has two dimensions that an {@code int} counts, so that it can be a factor. */
    boolean isFactor() {
        return base.info().shape().rank() == 2
                && base.info().shape().dims().stream().allMatch(dim -> dim <= 1 << 20);
    }
}
