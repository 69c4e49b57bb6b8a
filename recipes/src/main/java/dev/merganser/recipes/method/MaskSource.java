package dev.merganser.recipes.method;

/**
 * Random masks of task vectors, each element kept with a given probability, independently of all
 * others.
 *
 * <p>A mask is a function of its key alone: never of threads, blocks or the order of calls.
 */
@FunctionalInterface
public interface MaskSource {

    /**
     * The mask of one tensor of one model.
     *
     * @param tensor name of the merged tensor
     * @param model number of the model in the recipe, from 0, the base not counted
     * @param density probability that an element is kept, in [0, 1]
     */
    Mask mask(String tensor, int model, double density);

    /** Masks of a recipe's seed. */
    static MaskSource seeded(long seed) {
        return new PhiloxMasks(seed);
    }

    /** Which elements of one tensor of one model are kept. Safe for use by many threads. */
    @FunctionalInterface
    interface Mask {

        /** Writes {@code count} flags, those of the elements beginning with {@code from}. */
        void read(long from, boolean[] kept, int count);

        /** The flags of the elements from {@code 4096 · number}, all of them in the tensor. */
        default int[] block(long number) {
            boolean[] kept = new boolean[MaskBits.BLOCK];
            read(number * MaskBits.BLOCK, kept, kept.length);
            return MaskBits.of(kept);
        }

        /** Sets those of {@code count} finite values to 0 that are not kept; −0 becomes 0. */
        default void drop(long from, float[] values, int count) {
            if (count == MaskBits.BLOCK && from % count == 0) {
                MaskBits.drop(block(from / count), values);
            } else {
                boolean[] kept = new boolean[count];
                read(from, kept, count);
                for (int i = 0; i < count; i++) {
                    values[i] = kept[i] ? values[i] + 0f : 0f;
                }
            }
        }
    }
}
