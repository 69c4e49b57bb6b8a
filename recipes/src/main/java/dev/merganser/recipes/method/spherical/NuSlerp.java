package dev.merganser.recipes.method.spherical;

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
 * Spherical interpolation (Shoemake 1985, doi:10.1145/325165.325242) of two models by weight, as
 * mergekit's nuslerp: t = w₂ / (w₁ + w₂), or ½ where the weights cancel.
 *
 * <p>The vectors are the whole tensors, or without {@code nuslerp_flatten} their rows (elements
 * that differ in the last dimension), or with {@code nuslerp_row_wise} as well their columns (in
 * the first dimension; the name is mergekit's). With a base they are the task vectors, and the base
 * is added to the result. With θ the angle between two vectors the result is (sin((1−t)θ)·x₁ +
 * sin(tθ)·x₂) / sin θ; where double cannot tell θ from 0 or 180 degrees it is (1−t)·x₁ + t·x₂. A
 * vector of zeros has no direction and counts as orthogonal. Norms and cosines are in double; no
 * norm is too small.
 */
public final class NuSlerp implements BlockMethod {
    private static final double CANCELLED = 1e-6;

    /** Below this, rounding of the cosine is more than a thousandth of the sine. */
    private static final double COLLINEAR = 1e-6;

    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "nuslerp",
                            "Spherical interpolation of two models, or of their task vectors",
                            "mergekit; Shoemake 1985, doi:10.1145/325165.325242",
                            BaseUse.OPTIONAL,
                            List.of(
                                    ParameterSpec.number(
                                            "weight",
                                            Scope.MODEL,
                                            "the second model's share of the sum is where between them the result lies"),
                                    ParameterSpec.flag(
                                                    "nuslerp_flatten",
                                                    Scope.GLOBAL,
                                                    "a tensor is one vector, not one for each row")
                                            .orElse(true),
                                    ParameterSpec.flag(
                                                    "nuslerp_row_wise",
                                                    Scope.GLOBAL,
                                                    "without flatten: vectors along the first dimension, not the last")
                                            .orElse(false)))
                    .withModels(2, 2)
                    .explained(
                            "(sin((1−t)θ) x₁ + sin(tθ) x₂) / sin θ with t = w₂/(w₁+w₂); with a base the same of δ₁ and δ₂, plus b",
                            "θ is the angle between whole tensors; without `nuslerp_flatten` each row has its own, with `nuslerp_row_wise` as well each column (the name is mergekit's). Weights that cancel count as equal. On a line where θ is 0 or 180 degrees.")
                    .costing("after one for the inner products");

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
        Vectors vectors = vectors(tensor);
        InnerProducts products = InnerProducts.of(tensor, vectors);
        double t = share(tensor.arguments());
        Mixture mixture = new Mixture(vectors, 2);
        for (int v = 0; v < vectors.count(); v++) {
            mixture.set(v, factors(products.cosine(v, 0, 1), t));
        }
        return mixture;
    }

    private static Vectors vectors(MergeTensor tensor) {
        if (tensor.arguments().flag("nuslerp_flatten")) {
            return Vectors.whole(tensor.shape());
        }
        return tensor.arguments().flag("nuslerp_row_wise")
                ? Vectors.columns(tensor.shape())
                : Vectors.rows(tensor.shape());
    }

    private static double share(Arguments arguments) {
        double[] weights = arguments.doubles("weight");
        double total = weights[0] + weights[1];
        return Math.abs(total) < CANCELLED ? .5 : weights[1] / total;
    }

    private static double[] factors(double cosine, double t) {
        double angle = StrictMath.acos(cosine);
        double sine = StrictMath.sin(angle);
        if (sine < COLLINEAR) {
            return new double[] {1 - t, t};
        }
        return new double[] {
            StrictMath.sin((1 - t) * angle) / sine, StrictMath.sin(t * angle) / sine
        };
    }
}
