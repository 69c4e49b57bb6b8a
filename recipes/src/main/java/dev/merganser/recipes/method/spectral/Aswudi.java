package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.TensorMethod;

import java.util.List;

/**
 * ASWUDI, SWUDI that chooses by itself along how many directions to go (the authors of OptMerge,
 * arXiv:2505.19892, whose published code is the reference).
 *
 * <ol>
 *   <li>C = Σ τₖᵀτₖ / ‖τₖ‖² = V·diag(λ)·Vᵀ.
 *   <li>K is the participation ratio of √λ, (Σ √λ)² / Σ λ, rounded up: so many directions matter.
 *   <li>From θ = Σ τₖ go all the way to the minimum of {@link Wudi}'s loss along the K eigenvectors
 *       of largest λ. Other components stay as in Σ τₖ.
 *   <li>The merged matrix is base + θ.
 * </ol>
 *
 * <p>Eigenvalues up to 10⁻¹⁰ of the largest count as 0, in K too. Matrices are {@code [outputs,
 * inputs]}; tensors without two dimensions take the mean of their task vectors.
 */
public final class Aswudi implements TensorMethod {
    /** Keeps n equal eigenvalues from making n + 1 of them. */
    private static final double ROUNDING = 1e-9;

    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "aswudi",
                            "wudi's way to the least interference, along as many directions as matter",
                            "ASWUDI, extends OptMerge, arXiv:2505.19892",
                            BaseUse.REQUIRED,
                            List.of(TaskMatrices.WEIGHT))
                    .explained(
                            "b + θ₀ + (D − θ₀C) V diag(f/λ) Vᵀ with θ₀ = Σ δᵢ, C = V diag(λ) Vᵀ, f = 1 for the ⌈(Σ √λ)² / Σ λ⌉ largest λ, else 0",
                            "C and D as in `wudi`. Tensors without two dimensions: the mean of the δᵢ.")
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
        return Interference.merged(tensor, each -> each.descended(Aswudi::shares));
    }

    private static double[] shares(double[] eigenvalues) {
        double roots = 0;
        double sum = 0;
        for (double value : eigenvalues) {
            roots += Math.sqrt(value);
            sum += value;
        }
        double kept = Math.ceil(roots * roots / sum - ROUNDING);
        double[] shares = new double[eigenvalues.length];
        for (int i = 0; i < shares.length && i < kept; i++) {
            shares[i] = 1;
        }
        return shares;
    }
}
