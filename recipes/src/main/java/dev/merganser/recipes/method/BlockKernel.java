package dev.merganser.recipes.method;

/**
 * Merges blocks of one tensor. Safe for use by many threads, each with a block of its own; the
 * value of an element does not depend on the block it came in.
 */
@FunctionalInterface
public interface BlockKernel {

    /**
     * Merges one block.
     *
     * @param block the inputs; the kernel may overwrite them
     * @param merged receives {@code block.length()} values, from its start
     */
    void merge(Block block, float[] merged);
}
