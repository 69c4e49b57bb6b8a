package dev.merganser.recipes.vector;

import java.lang.foreign.MemorySegment;

/**
 * Weights that depend linearly on coefficients: θ(c) = θ₀ + Σⱼ cⱼ dⱼ, in the orientation of the
 * graph that they are for. By the chain rule the gradient of a coefficient is ⟨∂L/∂θ, dⱼ⟩, summed
 * over tensors. Tensors are native-order float32. Safe for use by many threads.
 */
public interface LinearWeights {

    /** How many coefficients. */
    int coefficients();

    /** Whether a tensor changes with any coefficient. */
    boolean changes(String tensor);

    /** Writes θ(c) of a tensor, each element rounded once. */
    void write(String tensor, double[] coefficients, MemorySegment out);

    /**
     * Adds ⟨g, dⱼ⟩ of a tensor to the sum of each coefficient, in a fixed order.
     *
     * @param gradient as many elements as the tensor
     */
    void contract(String tensor, MemorySegment gradient, double[] sums);

    /**
     * The same for a gradient that has few rows: row {@code r} of it belongs to row {@code
     * indices[r]} of the tensor, which has at least one dimension.
     *
     * @param gradient as many rows as indices
     */
    void contractRows(String tensor, long[] indices, MemorySegment gradient, double[] sums);
}
