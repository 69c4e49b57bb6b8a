package dev.merganser.recipes.mask;

import java.util.Arrays;

/**
 * Random masks of task vectors, each element kept with a given probability, independently of all
 * others.
 *
 * <p>A mask is a function of its key alone: never of threads, blocks or the order of calls.
 */
@FunctionalInterface
public interface MaskSource {

    /**
     * The mask of one tensor of one model whose elements have probabilities of their own.
     *
     * @param tensor name of the merged tensor
     * @param model number of the model in the recipe, from 0, the base not counted
     * @param densities probabilities that the elements are kept, in [0, 1], in steps of 2⁻¹⁵
     */
    Mask mask(String tensor, int model, Densities densities);

    /** As above, with one probability for all elements. */
    default Mask mask(String tensor, int model, double density) {
        return mask(
                tensor,
                model,
                (_, densities, count) -> Arrays.fill(densities, 0, count, (float) density));
    }

    /**
     * A division of one tensor into parts, drawn for each element, the same for all models.
     *
     * @param tensor name of the merged tensor
     * @param parts how many
     * @throws UnsupportedOperationException where this source only has masks
     */
    default Partition partition(String tensor, int parts) {
        throw new UnsupportedOperationException("This source draws no parts");
    }

    /** Probabilities that the elements of one tensor are kept. Safe for use by many threads. */
    @FunctionalInterface
    interface Densities {

        /** Writes {@code count} of them; what would lie beyond the tensor has no meaning. */
        void read(long from, float[] densities, int count);
    }

    /** Masks of a recipe's seed. */
    static MaskSource seeded(long seed) {
        return new PhiloxMasks(seed);
    }

    /** Which elements of one tensor of one model are kept. Safe for use by many threads. */
    @FunctionalInterface
    interface Mask {

        /** Writes {@code count} flags, those of the elements beginning with {@code from}. */
        void read(long from, boolean[] kept, int count);

        /** Sets those of {@code count} finite values to 0 that are not kept; −0 becomes 0. */
        default void drop(long from, float[] values, int count) {
            boolean[] kept = new boolean[count];
            read(from, kept, count);
            for (int i = 0; i < count; i++) {
                values[i] = kept[i] ? values[i] + 0f : 0f;
            }
        }

        /** This mask for a tensor of so many elements that will be read more than once. */
        default Mask remembered(long elements) {
            return this;
        }
    }
}
