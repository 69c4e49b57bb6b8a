package dev.merganser.evaluators.text.embedding;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.task.Collector;

import java.util.function.Function;

/**
 * Keeps the vectors of all texts, of which the predictions are made at the end.
 *
 * @param vectors filled batch by batch
 * @param compared the predictions of all vectors
 */
record VectorCollector(Vectors vectors, Function<Vectors, Object> compared) implements Collector {

    @Override
    public void take(Batch batch, Output output) {
        vectors.take(batch, output);
    }

    @Override
    public Object predictions() {
        return compared.apply(vectors);
    }
}
