package dev.merganser.recipes.method;

/**
 * The float32 values of one tensor, row-major, read piece by piece. Safe for use by many threads.
 */
@FunctionalInterface
public interface FloatSource {

    /**
     * Reads elements.
     *
     * @param from the first element
     * @param into receives {@code count} values, from its start
     * @param count how many; the caller stays within the tensor
     */
    void read(long from, float[] into, int count);
}
