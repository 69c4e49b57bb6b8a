package dev.merganser.evaluators.data;

/**
 * Items that can be divided into splits.
 *
 * @param <T> the type itself
 */
public interface Divisible<T extends Divisible<T>> {

    int count();

    /** What an item's split is decided by: its input, without the label. */
    byte[] canonicalInput(int item);

    /** These items only, in this order. */
    T select(int[] chosen);
}
