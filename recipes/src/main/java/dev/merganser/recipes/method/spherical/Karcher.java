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
 * The Karcher mean of the models' directions (Karcher 1977, doi:10.1002/cpa.3160300502), at their
 * mean norm: the point of the sphere with the smallest sum of squared angles to them, each tensor
 * one vector, all models alike; mergekit's karcher.
 *
 * <p>Begins with the direction of Σ xᵢ/‖xᵢ‖ and moves along the mean of the tangents towards the
 * models until that is shorter than {@code tol}, at most {@code max_iter} times. Tensors of zeros
 * have no direction, but count in the mean norm. A base has no part in it.
 */
public final class Karcher implements BlockMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "karcher",
                            "Mean of the models' directions on the sphere, at their mean norm",
                            "mergekit; Karcher 1977, doi:10.1002/cpa.3160300502",
                            BaseUse.NONE,
                            List.of(
                                    ParameterSpec.whole("max_iter", Scope.GLOBAL, "most steps")
                                            .between(1, 1000)
                                            .orElse(10)
                                            .trying(1, 10),
                                    ParameterSpec.number(
                                                    "tol",
                                                    Scope.GLOBAL,
                                                    "length of the step, in radians, below which the mean is found")
                                            .between(0, 1)
                                            .orElse(1e-5)))
                    .explained(
                            "u · mean ‖xᵢ‖, u the point of the sphere with the smallest Σ ∠(u, xᵢ)²",
                            "Begins at the direction of Σ xᵢ/‖xᵢ‖ and steps along the mean tangent. Tensors of zeros have no direction but count in the mean norm; opposite ones do not pull.")
                    .costing("after one for the inner products of all pairs");

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
        Vectors vectors = Vectors.whole(tensor.shape());
        InnerProducts products = InnerProducts.of(tensor, vectors);
        KarcherMean mean = KarcherMean.of(products);
        mean.improve((int) tensor.arguments().number("max_iter"), tensor.arguments().number("tol"));
        Mixture mixture = new Mixture(vectors, products.models());
        mixture.set(0, factors(mean.shares(), products));
        return mixture;
    }

    private static double[] factors(double[] shares, InnerProducts products) {
        double[] factors = new double[shares.length];
        double norm = products.meanNorm(0);
        for (int m = 0; m < shares.length; m++) {
            factors[m] = shares[m] == 0 ? 0 : shares[m] / products.norm(0, m) * norm;
        }
        return factors;
    }
}
