package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.mask.MaskSource;
import dev.merganser.recipes.method.MergeTensor;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Keeps each element with the probability {@code density} and sets the others to 0 (DARE,
 * arXiv:2311.03099, the drop).
 */
record RandomDrop(MaskSource.Mask mask) implements Sparsifier {
    /** Masks of all models of a tensor are kept between two passes up to this: 32 MB. */
    private static final long MOST_KEPT = 1L << 28;

    /** The drops of all models' task vectors, each to its {@code density}. */
    static List<Sparsifier> ofAll(MergeTensor tensor) {
        return IntStream.range(0, tensor.models().size()).mapToObj(m -> of(tensor, m)).toList();
    }

    /** The drop of one model's task vector to its {@code density}. */
    static Sparsifier of(MergeTensor tensor, int model) {
        double density = tensor.arguments().number("density", model);
        if (density >= 1) {
            return Sparsifier.NONE;
        }
        return of(tensor, tensor.masks().mask(tensor.name(), model, density));
    }

    private static Sparsifier of(MergeTensor tensor, MaskSource.Mask mask) {
        return new RandomDrop(isReadTwice(tensor) ? mask.remembered(tensor.elements()) : mask);
    }

    /**
     * The drops of all models' task vectors, each element kept the likelier the larger it is.
     *
     * @param rows the elements that are ranked among each other
     */
    static List<Sparsifier> byRank(MergeTensor tensor, RankedRows rows) {
        return IntStream.range(0, tensor.models().size())
                .mapToObj(m -> byRank(tensor, m, rows))
                .toList();
    }

    /** The drop of one model's task vector, each element kept the likelier the larger it is. */
    static Sparsifier byRank(MergeTensor tensor, int model, RankedRows rows) {
        double density = tensor.arguments().number("density", model);
        if (density >= 1 || density <= 0) {
            return density >= 1 ? Sparsifier.NONE : Sparsifier.ALL;
        }
        var densities = new RankDensities(tensor, model, rows);
        return of(tensor, tensor.masks().mask(tensor.name(), model, densities));
    }

    private static boolean isReadTwice(MergeTensor tensor) {
        return tensor.arguments().flag("rescale")
                && !Rescale.isByDensity(tensor.arguments())
                && tensor.elements() * tensor.models().size() <= MOST_KEPT;
    }

    @Override
    public void apply(long from, float[] delta, int count) {
        mask.drop(from, delta, count);
    }
}
