package dev.merganser.recipes.method;

/** Receives a run of consecutive values; the array is overwritten by the next run. */
@FunctionalInterface
public interface Piece {

    /** Takes {@code count} values, those of the elements beginning with {@code from}. */
    void accept(long from, float[] values, int count);
}
