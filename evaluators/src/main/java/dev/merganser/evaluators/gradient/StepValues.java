package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Value;

import java.util.Map;

/** What a run of one step gave. Owns it until closed. */
final class StepValues implements AutoCloseable {

    private final Results results;
    private final Map<String, TensorPool.Lent> written;

    /**
     * The values of a run.
     *
     * @param results ours from now on
     * @param written outputs in tensors that are ours from now on
     */
    StepValues(Results results, Map<String, TensorPool.Lent> written) {
        this.results = results;
        this.written = Map.copyOf(written);
    }

    /** An output that was requested; it must be a tensor. */
    Value get(String output) {
        TensorPool.Lent lent = written.get(output);
        return lent == null ? results.get(output) : lent.value();
    }

    @Override
    public void close() {
        results.close();
        written.values().forEach(TensorPool.Lent::close);
    }
}
