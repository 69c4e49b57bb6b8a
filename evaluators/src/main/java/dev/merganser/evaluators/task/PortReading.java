package dev.merganser.evaluators.task;

import dev.merganser.evaluators.runtime.FloatVectors;
import dev.merganser.evaluators.runtime.Output;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalInt;

/**
 * The logits of items, one row each.
 *
 * @param labels the class of each item; none where the data has none
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record PortReading(Readout.Port port, int items, int[] labels) implements Reading {

    @Override
    public List<Place> places(int item) {
        return List.of(new Place(item, 0, labels.length == 0 ? NO_LABEL : labels[item]));
    }

    @Override
    public OptionalInt classes() {
        return OptionalInt.of(port.size());
    }

    @Override
    public double[] read(Output output, int row, int length, Place place) {
        double[] numbers = FloatVectors.read(output.floats(), (long) row * width(), width());
        return port.head().map(head -> head.logits(numbers)).orElse(numbers);
    }

    @Override
    public void pull(
            double[] gradient,
            Output output,
            int row,
            int length,
            Place place,
            MemorySegment into) {
        FloatVectors.add(
                port.head().map(head -> head.transposed(gradient)).orElse(gradient),
                into,
                (long) row * width());
    }

    /** How many numbers the output gives for a row. */
    private int width() {
        return port.head().map(LinearHead::hidden).orElse(port.size());
    }
}
