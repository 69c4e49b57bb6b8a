package dev.merganser.evaluators.task;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;

import java.util.function.Function;

/** Keeps the numbers of all items {@code [items][numbers]}. */
final class NumbersCollector implements Collector {

    private final Readout.Port port;
    private final float[][] numbers;
    private final Function<float[][], Object> predictions;

    /**
     * A collector.
     *
     * @param predictions makes the predictions of all numbers
     */
    NumbersCollector(Readout.Port port, int items, Function<float[][], Object> predictions) {
        this.port = port;
        this.numbers = new float[items][port.size()];
        this.predictions = predictions;
    }

    @Override
    public void take(Batch batch, Output output) {
        for (int row = 0; row < batch.count(); row++) {
            port.read(output, row, numbers[batch.rows()[row]]);
        }
    }

    @Override
    public Object predictions() {
        return predictions.apply(numbers);
    }
}
