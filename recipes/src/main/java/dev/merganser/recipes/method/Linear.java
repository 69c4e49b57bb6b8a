package dev.merganser.recipes.method;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.List;

/**
 * The weighted mean Σwᵢxᵢ / Σwᵢ of the models, or their weighted sum where {@code normalize} is off
 * (model soups, arXiv:2203.05482). In float32, models in the order of the recipe, as mergekit does.
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
                            ParameterSpec.number("weight", Scope.MODEL, "share of the model"),
                            ParameterSpec.flag(
                                            "normalize",
                                            Scope.GLOBAL,
                                            "divide by the sum of the weights")
                                    .orElse(true)));

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
        float[] weights = tensor.arguments().floats("weight");
        if (!tensor.arguments().flag("normalize")) {
            return (block, merged) -> Sums.weighted(block, weights, merged);
        }
        float total = total(tensor, weights);
        return (block, merged) -> {
            Sums.weighted(block, weights, merged);
            Sums.divide(merged, total, block.length());
        };
    }

    private static float total(MergeTensor tensor, float[] weights) {
        float total = 0;
        double size = 0;
        for (float weight : weights) {
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
