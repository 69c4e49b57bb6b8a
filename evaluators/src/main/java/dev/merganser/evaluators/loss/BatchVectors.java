package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.task.Reading;
import dev.merganser.evaluators.task.Reading.Place;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The vectors of a batch at the places of its items. */
final class BatchVectors {

    private final Reading reading;
    private final int length;
    private final Map<Integer, Integer> indexes = new HashMap<>();

    BatchVectors(Reading reading, Batch batch) {
        this.reading = reading;
        this.length = batch.length();
        for (int index = 0; index < batch.count(); index++) {
            indexes.put(batch.rows()[index], index);
        }
    }

    /** Where a row is in the batch. */
    int index(int row) {
        return Objects.requireNonNull(indexes.get(row));
    }

    double[] read(Output output, Place place) {
        return reading.read(output, index(place.row()), length, place);
    }

    /** Adds what a gradient of a vector is for the output. */
    void pull(double[] gradient, Output output, Place place, MemorySegment into) {
        reading.pull(gradient, output, index(place.row()), length, place, into);
    }
}
