package dev.merganser.recipes.method;

/**
 * A method that computes each element from the same element of the inputs and from a few numbers
 * about the whole tensor (a trim threshold, a norm). Needs O(block) memory.
 */
public non-sealed interface BlockMethod extends TensorwiseMethod {

    /**
     * Finds those numbers and returns what merges the blocks.
     *
     * <p>May read the tensor any number of times with {@link MergeTensor#forEachBlock}; what it
     * finds must not depend on where the blocks are cut.
     */
    BlockKernel prepare(MergeTensor tensor);
}
