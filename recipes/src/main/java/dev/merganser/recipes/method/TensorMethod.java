package dev.merganser.recipes.method;

/**
 * A method that needs a whole tensor at once: norms and angles, matrix factors. O(tensor) memory.
 */
public non-sealed interface TensorMethod extends TensorwiseMethod {

    /**
     * Merges one tensor. The returned values are read block by block, by several threads at once,
     * and must not depend on how.
     */
    FloatSource merge(MergeTensor tensor);
}
