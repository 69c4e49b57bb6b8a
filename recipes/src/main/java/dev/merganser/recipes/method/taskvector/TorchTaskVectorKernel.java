package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.torch.TorchTypes;

import java.util.List;

/** {@link TorchTaskVectors} on one block, every step rounded. */
final class TorchTaskVectorKernel implements BlockKernel {

    private static final float NO_WEIGHT = 1e-8f;

    private final TorchTypes types;
    private final List<Sparsifier> sparsifiers;
    private final float[] factors;
    private final float[] weights;
    private final float total;
    private final boolean elects;
    private final boolean counts;
    private final boolean normalize;
    private final float lambda;

    TorchTaskVectorKernel(
            TorchTypes types,
            List<Sparsifier> sparsifiers,
            float[] factors,
            boolean elects,
            boolean counts,
            Arguments arguments) {
        this.types = types;
        this.sparsifiers = sparsifiers;
        this.factors = factors;
        this.weights = types.weights(arguments);
        this.total = orOne(types.sum(weights));
        this.elects = elects;
        this.counts = counts;
        this.normalize = arguments.flag("normalize");
        this.lambda = (float) arguments.number("lambda");
    }

    private static float orOne(float total) {
        return Math.abs(total) < NO_WEIGHT ? 1 : total;
    }

    @Override
    public void merge(Block block, float[] merged) {
        types.round(block);
        for (int m = 0; m < weights.length; m++) {
            float[] delta = block.model(m);
            types.subtract(block.base(), delta, block.length());
            sparsifiers.get(m).apply(block.from(), delta, block.length());
            types.multiply(delta, factors[m], block.length());
            types.multiply(delta, weights[m], block.length());
        }
        for (int i = 0; i < block.length(); i++) {
            float combined = types.round(combined(block, i) * lambda);
            merged[i] = types.round(block.base()[i] + combined);
        }
    }

    private float combined(Block block, int i) {
        float all = 0;
        for (int m = 0; m < weights.length; m++) {
            all += block.model(m)[i];
        }
        float sum = types.round(all);
        if (elects) {
            return elected(block, i, (counts ? votes(block, i) : sum) >= 0 ? 1 : -1);
        }
        return normalize ? types.round(sum / total) : sum;
    }

    private float votes(Block block, int i) {
        float votes = 0;
        for (int m = 0; m < weights.length; m++) {
            votes += Math.signum(block.model(m)[i]);
        }
        return votes;
    }

    private float elected(Block block, int i, float direction) {
        float sum = 0;
        float shares = 0;
        for (int m = 0; m < weights.length; m++) {
            float value = block.model(m)[i];
            float agrees = Math.signum(value) == direction ? 1 : 0;
            sum += value * agrees; // NaN stays
            shares += weights[m] * agrees;
        }
        float rounded = types.round(sum);
        float share = types.round(shares);
        return normalize ? types.round(rounded / (share == 0 ? 1 : share)) : rounded;
    }
}
