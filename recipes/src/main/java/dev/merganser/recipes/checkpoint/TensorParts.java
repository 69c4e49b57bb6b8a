package dev.merganser.recipes.checkpoint;

import java.lang.foreign.MemorySegment;

/** The data of one tensor that is being written, part by part. Safe for use by many threads. */
@FunctionalInterface
public interface TensorParts {

    /**
     * Fills all of {@code out}.
     *
     * @param from the first element of the part
     * @param count how many elements
     * @param out as many bytes as they need, little-endian, row-major, at any alignment; they hold
     *     anything at first, and are to be used in this call only
     */
    void write(long from, int count, MemorySegment out);
}
