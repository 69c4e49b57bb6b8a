package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.TensorMethod;

import java.util.List;

/**
 * SWUDI, WUDI through a spectral filter (the authors of OptMerge, arXiv:2505.19892, whose published
 * code is the reference): {@link Wudi}'s way downhill in closed form, gone only as far as is good.
 *
 * <ol>
 *   <li>C = Σ τₖᵀτₖ / ‖τₖ‖² = V·diag(λ)·Vᵀ.
 *   <li>From θ = Σ τₖ go, along each of the ⌈{@code rho}·columns⌉ eigenvectors of largest λ, the
 *       share 1 − e^(−tλ) of the way to the minimum of WUDI's loss: where a gradient flow is at
 *       time {@code t}. Other components stay as in Σ τₖ.
 *   <li>The merged matrix is base + θ.
 * </ol>
 *
 * <p>With {@code rho} 1 and {@code t} without bound that is {@code wudi}'s closed form. Eigenvalues
 * up to 10⁻¹⁰ of the largest count as 0. Matrices are {@code [outputs, inputs]}; tensors without
 * two dimensions take the mean of their task vectors.
 */
public final class Swudi implements TensorMethod {
    /** Keeps a product such as .55 · 100 from being one more than it is. */
    private static final double ROUNDING = 1e-9;

    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "swudi",
                            "wudi's way to the least interference, gone as far as each direction is worth",
                            "SWUDI, extends OptMerge, arXiv:2505.19892",
                            BaseUse.REQUIRED,
                            List.of(
                                    TaskMatrices.WEIGHT,
                                    ParameterSpec.number(
                                                    "t",
                                                    Scope.GLOBAL,
                                                    "time of descent: the share 1 − e^(−tλ) of the way is gone")
                                            .between(0, Double.POSITIVE_INFINITY)
                                            .trying(10, 100, 300, 1300, 1800)
                                            .orElse(300),
                                    ParameterSpec.number(
                                                    "rho",
                                                    Scope.GLOBAL,
                                                    "share of the columns' directions along which to go")
                                            .between(0, 1)
                                            .orElse(.65)))
                    .explained(
                            "b + θ₀ + (D − θ₀C) V diag(f/λ) Vᵀ with θ₀ = Σ δᵢ, C = V diag(λ) Vᵀ, f = 1 − e^(−tλ)",
                            "C and D as in `wudi`. f is 0 beyond the ⌈`rho` · columns⌉ largest λ. Tensors without two dimensions: the mean of the δᵢ.")
                    .costing("the eigenvalues of each matrix's C");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public FloatSource merge(MergeTensor tensor) {
        double t = tensor.arguments().number("t");
        double rho = tensor.arguments().number("rho");
        return Interference.merged(
                tensor,
                each -> {
                    double kept = Math.ceil(rho * each.sum().columns() - ROUNDING);
                    return each.descended(values -> shares(values, t, kept));
                });
    }

    private static double[] shares(double[] eigenvalues, double t, double kept) {
        double[] shares = new double[eigenvalues.length];
        for (int i = 0; i < eigenvalues.length && i < kept; i++) {
            shares[i] = -StrictMath.expm1(-t * eigenvalues[i]);
        }
        return shares;
    }
}
