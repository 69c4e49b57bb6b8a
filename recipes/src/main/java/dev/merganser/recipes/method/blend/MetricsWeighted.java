package dev.merganser.recipes.method.blend;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.Sums;

import java.util.Arrays;
import java.util.List;

/**
 * Metrics-weighted averaging (arXiv:2504.18580): the mean Σ wᵢxᵢ of checkpoints by how well each
 * does, wᵢ = mᵢ^γ / Σ mⱼ^γ with {@code metrics} mᵢ, a score or a number of steps; for losses {@code
 * gamma} is negative. The larger |γ|, the more the best one counts; γ = 0 is the plain mean. In
 * double, rounded once.
 */
public final class MetricsWeighted implements BlockMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "mwa",
                            "Mean of the models, weighted by a metric of each",
                            "Metrics-weighted averaging, arXiv:2504.18580",
                            BaseUse.NONE,
                            List.of(
                                    ParameterSpec.number(
                                                    "metrics",
                                                    Scope.MODEL,
                                                    "score of the model, or its loss with a negative gamma")
                                            .between(0, Double.POSITIVE_INFINITY),
                                    ParameterSpec.number(
                                                    "gamma",
                                                    Scope.GLOBAL,
                                                    "exponent of the metrics; negative where less is better")
                                            .orElse(1)
                                            .trying(-4, -2, -1, 1, 2, 4)))
                    .explained(
                            "Σ wᵢxᵢ with wᵢ = mᵢ^γ / Σ mⱼ^γ, mᵢ the model's `metrics`",
                            "`metrics` is a score of the model, or its loss where `gamma` is negative; the larger \\|γ\\|, the more the best model counts.");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        double[] weights = weights(tensor);
        return (block, merged) -> {
            double[] sums = block.sums();
            Sums.weighted(block, weights, sums);
            Sums.round(sums, merged, block.length());
        };
    }

    /** By way of logarithms, so that no power is too large or too small. */
    private static double[] weights(MergeTensor tensor) {
        double[] metrics = tensor.arguments().doubles("metrics");
        double gamma = tensor.arguments().number("gamma");
        double[] logs = new double[metrics.length];
        double largest = Double.NEGATIVE_INFINITY;
        for (int m = 0; m < metrics.length; m++) {
            logs[m] = gamma == 0 ? 0 : gamma * StrictMath.log(metrics[m]);
            largest = Math.max(largest, logs[m]);
        }
        if (!Double.isFinite(largest)) {
            throw new WrongUseException(
                    "Metrics of mwa must be above 0 with gamma %s, at least one of them with a positive gamma; for tensor '%s' they are %s."
                            .formatted(gamma, tensor.name(), Arrays.toString(metrics)));
        }
        double total = 0;
        for (int m = 0; m < logs.length; m++) {
            logs[m] = StrictMath.exp(logs[m] - largest);
            total += logs[m];
        }
        for (int m = 0; m < logs.length; m++) {
            logs[m] /= total;
        }
        return logs;
    }
}
