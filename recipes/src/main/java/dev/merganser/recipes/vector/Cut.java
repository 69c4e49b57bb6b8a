package dev.merganser.recipes.vector;

import dev.merganser.recipes.mask.Partition;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** How the elements of a tensor are divided, ready to be gone through in blocks. */
sealed interface Cut {

    /** Elements of a block. */
    int BLOCK = 1 << 12;

    /** Most parts that a byte tells apart. */
    int MOST_DRAWN = 1 << Byte.SIZE;

    /** How many parts. */
    int parts();

    /** Where a block of elements that begins here ends at the latest. */
    default long end(long from) {
        return from / BLOCK * BLOCK + BLOCK;
    }

    /** Into runs of consecutive elements; all of a block are of one part. */
    record Runs(Partition.Chunks chunks) implements Cut {
        @Override
        public int parts() {
            return chunks.parts();
        }

        int of(long element) {
            return chunks.of(element);
        }

        @Override
        public long end(long from) {
            return Math.min(Cut.super.end(from), chunks.begin(chunks.of(from) + 1));
        }
    }

    /** Element by element, an unsigned byte for each. */
    record Drawn(int parts, MemorySegment bytes) implements Cut {
        void load(long from, byte[] into, int count) {
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, into, 0, count);
        }
    }

    /**
     * Makes a partition ready.
     *
     * @param arena where bytes are kept
     */
    static Cut of(Partition partition, long elements, Arena arena) {
        if (partition instanceof Partition.Chunks chunks) {
            return new Runs(chunks);
        }
        if (!(partition.parts() <= MOST_DRAWN)) {
            throw new IllegalArgumentException(
                    "There must be at most %d parts that are drawn, found %d"
                            .formatted(MOST_DRAWN, partition.parts()));
        }
        MemorySegment bytes = arena.allocate(Math.max(1, elements));
        int[] parts = new int[BLOCK];
        for (long from = 0; from < elements; from += BLOCK) {
            int count = (int) Math.min(BLOCK, elements - from);
            partition.read(from, parts, count);
            for (int i = 0; i < count; i++) {
                bytes.set(ValueLayout.JAVA_BYTE, from + i, (byte) parts[i]);
            }
        }
        return new Drawn(partition.parts(), bytes);
    }
}
