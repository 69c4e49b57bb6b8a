package dev.merganser.recipes.mask;

/** A mask that is made block by block, in the form of {@link MaskBits}. */
interface BlockMask extends MaskSource.Mask {

    /** The words of the block that begins with element {@code 4096 · number}. */
    int[] block(long number);

    @Override
    default void read(long from, boolean[] kept, int count) {
        forEachRun(
                from,
                count,
                (words, first, at, length) -> {
                    for (int i = 0; i < length; i++) {
                        kept[at + i] = MaskBits.isKept(words, first + i);
                    }
                });
    }

    @Override
    default void drop(long from, float[] values, int count) {
        forEachRun(
                from,
                count,
                (words, first, at, length) -> {
                    if (length == MaskBits.BLOCK) {
                        MaskBits.drop(words, values, at);
                        return;
                    }
                    for (int i = 0; i < length; i++) {
                        boolean kept = MaskBits.isKept(words, first + i);
                        values[at + i] = kept ? values[at + i] + 0f : 0f;
                    }
                });
    }

    @Override
    default MaskSource.Mask remembered(long elements) {
        return new RememberedMask(this, elements);
    }

    /** Takes elements of one block from {@code first}, whose place in the caller's array is at. */
    @FunctionalInterface
    interface Run {
        void take(int[] words, int first, int at, int length);
    }

    /** Cuts elements into runs within blocks. */
    private void forEachRun(long from, int count, Run run) {
        for (int at = 0; at < count; ) {
            int first = (int) ((from + at) % MaskBits.BLOCK);
            int length = Math.min(MaskBits.BLOCK - first, count - at);
            run.take(block((from + at) / MaskBits.BLOCK), first, at, length);
            at += length;
        }
    }
}
