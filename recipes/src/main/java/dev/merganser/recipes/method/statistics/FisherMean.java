package dev.merganser.recipes.method.statistics;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The mean that Fisher merging takes of one tensor, the norms of the information being known. */
final class FisherMean implements BlockMethod {

    private final Fisher method;
    private final Map<String, Double> norms;

    /** The mean under norms of the information, of each model by its name. */
    FisherMean(Fisher method, Map<String, Double> norms) {
        this.method = method;
        this.norms = Map.copyOf(norms);
    }

    @Override
    public MethodDescriptor descriptor() {
        return method.descriptor();
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return method.keepsEqualInputs(arguments);
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        ModelWeights weights = ModelWeights.of(tensor);
        weights.check("fisher", tensor);
        List<FisherInformation> information = FisherInformation.of(tensor);
        double[] factors = factors(tensor, weights);
        double epsilon = Fisher.epsilon(tensor);
        return (block, merged) -> {
            double[] sums = block.sums();
            double[] shares = new double[block.length()];
            Arrays.fill(sums, 0, block.length(), 0);
            float[] read = new float[block.length()];
            for (int model = 0; model < factors.length; model++) {
                information.get(model).read(block.from(), read, block.length());
                add(block.model(model), read, factors[model], epsilon, sums, shares);
            }
            divide(block, weights, sums, shares, merged);
        };
    }

    private double[] factors(MergeTensor tensor, ModelWeights weights) {
        double[] factors = new double[tensor.models().size()];
        for (int model = 0; model < factors.length; model++) {
            double norm = Fisher.normalizes(tensor) ? norm(tensor, model) : 1;
            factors[model] = norm > 0 ? weights.of(model) / norm : 0;
        }
        return factors;
    }

    private double norm(MergeTensor tensor, int model) {
        String name = tensor.modelNames().get(model);
        return Objects.requireNonNull(norms.get(name), name) + Fisher.epsilon(tensor);
    }

    private static void add(
            float[] values,
            float[] information,
            double factor,
            double epsilon,
            double[] sums,
            double[] shares) {
        for (int i = 0; i < shares.length; i++) {
            double share = factor * (information[i] + epsilon);
            sums[i] += share * values[i];
            shares[i] += share;
        }
    }

    private static void divide(
            Block block, ModelWeights weights, double[] sums, double[] shares, float[] merged) {
        for (int i = 0; i < shares.length; i++) {
            merged[i] = (float) (shares[i] > 0 ? sums[i] / shares[i] : weights.mean(block, i));
        }
    }
}
