package dev.merganser.recipes.method.statistics;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.Sums;

import java.util.Arrays;

/** The shares of the models in a mean, at least 0 and not all 0. Safe for use by many threads. */
final class ModelWeights {

    /** The parameter that holds them. */
    static final ParameterSpec PARAMETER =
            ParameterSpec.number("weight", Scope.MODEL, "share of the model, times its statistics")
                    .between(0, Double.POSITIVE_INFINITY)
                    .orElse(1);

    private final double[] values;
    private final double total;

    private ModelWeights(double[] values) {
        this.values = values;
        this.total = Arrays.stream(values).sum();
    }

    static ModelWeights of(MergeTensor tensor) {
        return new ModelWeights(tensor.arguments().doubles(PARAMETER.name()));
    }

    /** Refuses weights of which none is above 0. */
    void check(String method, MergeTensor tensor) {
        if (!(total > 0)) {
            throw new WrongUseException(
                    "Weights of %s must not all be 0; for tensor '%s' they are."
                            .formatted(method, tensor.name()));
        }
    }

    double of(int model) {
        return values[model];
    }

    /** What takes the weighted mean of the models, whatever their statistics. */
    BlockKernel mean() {
        return (block, merged) -> {
            double[] sums = block.sums();
            Sums.weighted(block, values, sums);
            Sums.divide(sums, total, block.length());
            Sums.round(sums, merged, block.length());
        };
    }

    /** That mean of one element. */
    double mean(Block block, int element) {
        double sum = 0;
        for (int model = 0; model < values.length; model++) {
            sum += values[model] * block.model(model)[element];
        }
        return sum / total;
    }
}
