package dev.merganser.recipes.mask;

/**
 * Parts that are drawn for each element on its own: fifteen bits of {@link PhiloxMasks}, of which
 * value v is in part ⌊v · parts / 2¹⁵⌋. Recipes depend on it: it must never change.
 */
record DrawnParts(long seed, long stream, int parts) implements Partition {

    private static final int BITS = 15;

    DrawnParts {
        if (!(parts >= 1 && parts <= 1 << BITS)) {
            throw new IllegalArgumentException(
                    "Parts that are drawn must be 1 to 32768, found " + parts);
        }
    }

    @Override
    public void read(long from, int[] into, int count) {
        for (int at = 0; at < count; ) {
            int first = (int) ((from + at) % MaskBits.BLOCK);
            int length = Math.min(MaskBits.BLOCK - first, count - at);
            int[] drawn = PhiloxBlock.drawn(seed, stream, (from + at) / MaskBits.BLOCK);
            for (int i = 0; i < length; i++) {
                into[at + i] = (drawn[first + i] * parts) >> BITS;
            }
            at += length;
        }
    }
}
