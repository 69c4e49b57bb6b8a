package dev.merganser.evaluators.segment;

import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Value;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Feeds weights as inputs of sessions that all candidates share: changing a weight is changing its
 * tensor.
 */
public final class FedSteps implements StepSessions {

    private final SegmentSessions sessions;
    private final Map<String, Value> weights;

    /**
     * Steps over sessions and tensors that the caller owns.
     *
     * @param weights by name in the model
     */
    public FedSteps(SegmentSessions sessions, Map<String, Value> weights) {
        this.sessions = sessions;
        this.weights = Map.copyOf(weights);
    }

    @Override
    public Results run(
            Step step,
            Map<String, Value> inputs,
            Set<String> requested,
            Map<String, Value> written) {
        Map<String, Value> fed = new HashMap<>(inputs);
        step.weights().forEach((input, name) -> fed.put(input, weight(name)));
        return sessions.run(step.segment(), fed, requested, written);
    }

    private Value weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }
}
