package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.MergeTensor;

/**
 * WIDEN of a vector: base plus the task vectors, each element times the score of its magnitude
 * among those of its model, in double and rounded once.
 *
 * @param means mean magnitude of each model's task vector
 * @param weights of the models, which multiply the scores
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; lists would box each value
record ElementScores(Scores scores, double[] means, double[] weights) implements BlockKernel {

    static ElementScores of(MergeTensor tensor, Scores scores) {
        double[] means = new double[tensor.models().size()];
        tensor.forEachBlock(
                block -> {
                    for (int m = 0; m < means.length; m++) {
                        means[m] += magnitude(block, m);
                    }
                });
        for (int m = 0; m < means.length; m++) {
            means[m] /= Math.max(1, tensor.elements());
        }
        return new ElementScores(scores, means, tensor.arguments().doubles("weight"));
    }

    private static double magnitude(Block block, int model) {
        double sum = 0;
        for (int i = 0; i < block.length(); i++) {
            sum += Math.abs(delta(block, model, i));
        }
        return sum;
    }

    private static double delta(Block block, int model, int at) {
        return (double) block.model(model)[at] - block.base()[at];
    }

    @Override
    public void merge(Block block, float[] merged) {
        double[] values = new double[means.length];
        for (int i = 0; i < block.length(); i++) {
            for (int m = 0; m < values.length; m++) {
                values[m] = Math.abs(delta(block, m, i));
            }
            scores.score(values, means);
            double change = 0;
            for (int m = 0; m < values.length; m++) {
                change += weights[m] * values[m] * delta(block, m, i);
            }
            merged[i] = (float) (block.base()[i] + change);
        }
    }
}
