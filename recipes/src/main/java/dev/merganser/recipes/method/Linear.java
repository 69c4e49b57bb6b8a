package dev.merganser.recipes.method;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.List;

/**
 * The weighted mean Σwᵢxᵢ / Σwᵢ of the models, or their weighted sum where {@code normalize} is off
 * (model soups, arXiv:2203.05482). In double, models in the order of the recipe, rounded once.
 *
 * <p>A mean whose weights cancel has no meaning and is refused.
 */
public final class Linear implements BlockMethod {
    private static final double CANCELLED = 1e-6;
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "linear",
                            "Weighted mean of the models",
                            "Model soups, arXiv:2203.05482",
                            BaseUse.NONE,
                            List.of(
                                    ParameterSpec.number(
                                            "weight", Scope.MODEL, "share of the model"),
                                    ParameterSpec.flag(
                                                    "normalize",
                                                    Scope.GLOBAL,
                                                    "divide by the sum of the weights")
                                            .orElse(true)))
                    .linearInWeight()
                    .explained("Σ wᵢxᵢ / Σ wᵢ; without `normalize` Σ wᵢxᵢ", "");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return arguments.flag("normalize");
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        double[] weights = tensor.arguments().doubles("weight");
        double total = tensor.arguments().flag("normalize") ? total(tensor, weights) : 1;
        return (block, merged) -> {
            double[] sums = block.sums();
            Sums.weighted(block, weights, sums);
            Sums.divide(sums, total, block.length());
            Sums.round(sums, merged, block.length());
        };
    }

    private static double total(MergeTensor tensor, double[] weights) {
        double total = 0;
        double size = 0;
        for (double weight : weights) {
            total += weight;
            size += Math.abs(weight);
        }
        if (!(Math.abs(total) > CANCELLED * size)) {
            throw new WrongUseException(
                    "Weights of linear must not sum to 0 where normalize is on; for tensor '%s' they sum to %s. Maybe set normalize: false."
                            .formatted(tensor.name(), total));
        }
        return total;
    }
}
