package dev.merganser.recipes.mask;

/**
 * A tensor divided into parts, counted from 0: which part each element is in, row by row as the
 * checkpoint has them. Some parts of a small tensor are empty. Safe for use by many threads.
 */
public interface Partition {

    /** How many parts, at least 1. */
    int parts();

    /** Writes {@code count} parts, those of the elements beginning with {@code from}. */
    void read(long from, int[] into, int count);

    /** Runs of consecutive elements, as even as can be: element i of n is in part ⌊i · p / n⌋. */
    static Chunks chunks(long elements, int parts) {
        return new Chunks(elements, parts);
    }

    /**
     * Runs of consecutive elements.
     *
     * @param elements of the tensor
     * @param parts how many, at least 1
     */
    record Chunks(long elements, int parts) implements Partition {

        public Chunks {
            if (!(parts >= 1)) {
                throw new IllegalArgumentException(
                        "A tensor has at least one part, found " + parts);
            }
        }

        /** The part of an element. */
        public int of(long element) {
            return (int) (element * parts / elements);
        }

        /** The first element of a part, or where the part before it ends. */
        public long begin(int part) {
            return Math.ceilDiv(part * elements, (long) parts);
        }

        @Override
        public void read(long from, int[] into, int count) {
            for (int i = 0; i < count; i++) {
                into[i] = of(from + i);
            }
        }
    }
}
