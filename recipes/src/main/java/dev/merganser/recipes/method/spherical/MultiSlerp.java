package dev.merganser.recipes.method.spherical;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.List;

/**
 * The weighted mean direction of the models with their weighted mean norm: mergekit's multislerp.
 *
 * <p>With uᵢ = xᵢ / (‖xᵢ‖ + eps) and the mean m = Σ wᵢuᵢ the result is m/‖m‖ · Σ wᵢ‖xᵢ‖; with a
 * base the xᵢ are task vectors and the base is added. (mergekit then moves along the mean of the
 * tangents at m/‖m‖; that mean is m less its own projection, hence 0.) Where the directions cancel
 * there is no mean: two models are added up as on a line, more are refused. One model is itself.
 */
public final class MultiSlerp implements BlockMethod {
    private static final double CANCELLED = 1e-6;

    /** Norms of the mean below this are mostly rounding, even in double. */
    private static final double NO_DIRECTION = 1e-7;

    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "multislerp",
                            "Weighted mean direction of models or task vectors, at their mean norm",
                            "mergekit",
                            BaseUse.OPTIONAL,
                            List.of(
                                    ParameterSpec.number(
                                            "weight", Scope.MODEL, "share of the model"),
                                    ParameterSpec.flag(
                                                    "normalize_weights",
                                                    Scope.GLOBAL,
                                                    "divide the weights by their sum")
                                            .orElse(true),
                                    ParameterSpec.number(
                                                    "eps",
                                                    Scope.GLOBAL,
                                                    "added to norms; a mean direction shorter than this is none")
                                            .between(0, 1)
                                            .orElse(1e-8)
                                            .trying(1e-8)))
                    .explained(
                            "m/‖m‖ · Σ wᵢ‖xᵢ‖ with m = Σ wᵢxᵢ/‖xᵢ‖; with a base the same of δᵢ, plus b",
                            "Where the directions cancel, two models are added up on a line and more are refused.")
                    .costing("after one for the inner products of all pairs");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return arguments.flag("normalize_weights");
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        Vectors vectors = Vectors.whole(tensor.shape());
        Mixture mixture = new Mixture(vectors, tensor.models().size());
        mixture.set(0, factors(tensor, InnerProducts.of(tensor, vectors)));
        return mixture;
    }

    private static double[] factors(MergeTensor tensor, InnerProducts products) {
        int models = products.models();
        if (models == 1 || products.meanNorm(0) == 0) {
            double[] ones = new double[models];
            ones[0] = 1;
            return ones;
        }
        double[] weights = weights(tensor);
        double eps = tensor.arguments().number("eps");
        double length = meanLength(weights, eps, products);
        if (!(length >= Math.max(eps, NO_DIRECTION))) {
            return onALine(tensor, weights);
        }
        double[] factors = new double[models];
        double norm = 0;
        for (int m = 0; m < models; m++) {
            norm += weights[m] * products.norm(0, m);
        }
        for (int m = 0; m < models; m++) {
            factors[m] = weights[m] * inverse(products.norm(0, m), eps) * norm / length;
        }
        return factors;
    }

    private static double meanLength(double[] weights, double eps, InnerProducts products) {
        double squares = 0;
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < weights.length; j++) {
                squares +=
                        scaled(i, weights, eps, products)
                                * scaled(j, weights, eps, products)
                                * products.cosine(0, i, j);
            }
        }
        return Math.sqrt(Math.max(0, squares));
    }

    /** Weight of a model times the length of its direction, which is 1 but for eps. */
    private static double scaled(int model, double[] weights, double eps, InnerProducts products) {
        double norm = products.norm(0, model);
        return weights[model] * norm * inverse(norm, eps);
    }

    private static double inverse(double norm, double eps) {
        return norm > 0 ? 1 / (norm + eps) : 0;
    }

    private static double[] onALine(MergeTensor tensor, double[] weights) {
        if (weights.length == 2) {
            return weights;
        }
        throw new BadDataException(
                "Tensor '%s' must have a mean direction for multislerp, but the weighted directions of its %d models cancel. Maybe other weights."
                        .formatted(tensor.name(), weights.length));
    }

    private static double[] weights(MergeTensor tensor) {
        double[] weights = tensor.arguments().doubles("weight");
        if (!tensor.arguments().flag("normalize_weights")) {
            return weights;
        }
        double total = 0;
        double size = 0;
        for (double weight : weights) {
            total += weight;
            size += Math.abs(weight);
        }
        if (!(Math.abs(total) > CANCELLED * size)) {
            throw new WrongUseException(
                    "Weights of multislerp must not sum to 0 where normalize_weights is on; for tensor '%s' they sum to %s. Maybe set normalize_weights: false."
                            .formatted(tensor.name(), total));
        }
        for (int m = 0; m < weights.length; m++) {
            weights[m] /= total;
        }
        return weights;
    }
}
