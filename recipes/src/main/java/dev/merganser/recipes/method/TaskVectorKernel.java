package dev.merganser.recipes.method;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Base plus λ times the combined task vectors δᵢ = xᵢ − b: sparsified, rescaled, weighted, and
 * either all added or only those of the elected sign. In float32, each step rounded, models in the
 * order of the recipe; bit-equal to mergekit's generalized task arithmetic where no rescale takes
 * place.
 *
 * <p>Works in place on the block. Parameters: {@code weight} per model; {@code lambda}, {@code
 * normalize}, {@code rescale}.
 */
final class TaskVectorKernel implements BlockKernel {
    private static final float NO_WEIGHT = 1e-8f;

    private final List<Sparsifier> sparsifiers;
    private final float[] factors;
    private final float[] weights;
    private final boolean elects;
    private final boolean normalize;
    private final float lambda;

    private TaskVectorKernel(
            Arguments arguments, List<Sparsifier> sparsifiers, float[] factors, boolean elects) {
        this.sparsifiers = sparsifiers;
        this.factors = factors;
        this.weights = arguments.floats("weight");
        this.elects = elects;
        this.normalize = arguments.flag("normalize");
        this.lambda = (float) arguments.number("lambda");
    }

    /** Adds the task vectors up, each sparsified as given for its model. */
    static BlockKernel summing(MergeTensor tensor, IntFunction<Sparsifier> sparsifier) {
        return of(tensor, sparsifier, false);
    }

    /** Adds up only what agrees with the elected sign. */
    static BlockKernel electing(MergeTensor tensor, IntFunction<Sparsifier> sparsifier) {
        return of(tensor, sparsifier, true);
    }

    private static BlockKernel of(
            MergeTensor tensor, IntFunction<Sparsifier> sparsifier, boolean elects) {
        List<Sparsifier> all =
                IntStream.range(0, tensor.models().size()).mapToObj(sparsifier).toList();
        return new TaskVectorKernel(tensor.arguments(), all, Rescale.factors(tensor, all), elects);
    }

    @Override
    public void merge(Block block, float[] merged) {
        for (int m = 0; m < weights.length; m++) {
            block.subtractBase(m);
            sparsifiers.get(m).apply(block.from(), block.model(m), block.length());
            scale(block.model(m), factors[m], block.length());
        }
        if (elects) {
            SignElection.merge(block, weights, normalize, merged);
        } else {
            sum(block, merged);
        }
        addToBase(block, merged);
    }

    private void sum(Block block, float[] merged) {
        Sums.weighted(block, weights, merged);
        if (normalize) {
            Sums.divide(merged, total(), block.length());
        }
    }

    /** Sum of the weights; 1 where they cancel. */
    private float total() {
        float total = 0;
        for (float weight : weights) {
            total += weight;
        }
        return Math.abs(total) < NO_WEIGHT ? 1 : total;
    }

    private void addToBase(Block block, float[] merged) {
        float[] base = block.base();
        for (int i = 0; i < block.length(); i++) {
            merged[i] = base[i] + merged[i] * lambda;
        }
    }

    private static void scale(float[] values, float factor, int count) {
        if (factor != 1) {
            for (int i = 0; i < count; i++) {
                values[i] *= factor;
            }
        }
    }
}
