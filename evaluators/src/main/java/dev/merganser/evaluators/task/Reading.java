package dev.merganser.evaluators.task;

import dev.merganser.evaluators.runtime.Output;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalInt;

/**
 * What losses see of a split: items with places, at each of which a graph's output tells a vector,
 * logits of classes or an embedding. Immutable; safe for use by many threads.
 */
public interface Reading {

    /** What a place has for a label where it has none. */
    int NO_LABEL = -1;

    /**
     * Where a vector is read.
     *
     * @param row which of the exam's rows
     * @param position which position of the row; 0 where the output has none
     * @param label the class that is right, or {@link #NO_LABEL}
     */
    record Place(int row, int position, int label) {}

    /** How many items. */
    int items();

    /** Where an item's vectors are, at least one place. */
    List<Place> places(int item);

    /** How many classes the vectors are logits of; empty: they are embeddings. */
    OptionalInt classes();

    /**
     * The vector at a place.
     *
     * @param row the place's row in the batch
     * @param length positions per row of the batch
     */
    double[] read(Output output, int row, int length, Place place);

    /**
     * Pulls a gradient of a vector back to the output: the transpose of {@link #read}'s derivative.
     *
     * @param gradient as long as the vector
     * @param into of the output's shape; added to
     */
    void pull(
            double[] gradient, Output output, int row, int length, Place place, MemorySegment into);

    /** Whether an item's first two places belong together, so that texts can be contrasted. */
    default boolean isPair(int item) {
        return false;
    }

    /** Whether the second place of another item goes with the first of this one as well. */
    default boolean suits(int item, int other) {
        return item == other;
    }
}
