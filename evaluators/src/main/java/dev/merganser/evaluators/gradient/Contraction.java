package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.vector.LinearWeights;

import java.lang.foreign.MemorySegment;

/**
 * Turns gradients of weights into the gradient of coefficients: ∂L/∂cⱼ = Σ ⟨∂L/∂θ, dⱼ⟩ over the
 * weights.
 */
public final class Contraction implements WeightGradients {

    private final LinearWeights weights;
    private final double[] sums;

    /** Nothing yet. */
    public Contraction(LinearWeights weights) {
        this.weights = weights;
        this.sums = new double[weights.coefficients()];
    }

    @Override
    public void full(String weight, MemorySegment gradient) {
        weights.contract(weight, gradient, sums);
    }

    @Override
    public void rows(String weight, long[] indices, MemorySegment rows) {
        weights.contractRows(weight, indices, rows, sums);
    }

    /** One number for each coefficient. */
    public double[] sums() {
        return sums;
    }
}
