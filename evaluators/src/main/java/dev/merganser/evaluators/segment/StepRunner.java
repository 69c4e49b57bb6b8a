package dev.merganser.evaluators.segment;

import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Runs steps one after another with one set of weights. Values between steps stay in ONNX Runtime's
 * memory until their last use. For one thread at a time; runners share sessions.
 */
public final class StepRunner {

    private final StepSessions sessions;

    /** A runner over sessions that the caller owns. */
    public StepRunner(StepSessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Computes the wanted values of a plan into the caller's tensors. What ONNX Runtime complains
     * of, such as a shape that does not fit, is bad data.
     *
     * @param inputs of the model, by name
     * @param written for each wanted value a tensor of the right shape
     */
    public void run(StepPlan plan, Map<String, Value> inputs, Map<String, Value> written) {
        Map<String, Value> values = new HashMap<>(inputs);
        List<Results> open = new ArrayList<>();
        try {
            for (StepPlan.Planned planned : plan.steps()) {
                open.add(run(planned, values, written));
                close(plan, open, open.size() - 1);
            }
        } finally {
            for (int later = open.size(); later < plan.steps().size(); later++) {
                close(plan, open, later);
            }
        }
    }

    /** Closes the results that a step was the last to use. */
    private static void close(StepPlan plan, List<Results> open, int step) {
        for (int s = 0; s < open.size(); s++) {
            if (plan.steps().get(s).lastUse() == step) {
                open.get(s).close();
            }
        }
    }

    private Results run(
            StepPlan.Planned planned, Map<String, Value> values, Map<String, Value> written) {
        Step step = planned.step();
        Map<String, Value> fed = new HashMap<>();
        step.inputs().forEach((input, name) -> fed.put(input, known(values, name)));
        Map<String, Value> ours = new HashMap<>();
        step.outputs()
                .forEach(
                        (output, name) -> {
                            if (written.containsKey(name)) {
                                ours.put(output, known(written, name));
                            }
                        });
        Set<String> requested = new HashSet<>(planned.passedOn().values());
        requested.removeAll(ours.keySet());
        Results results = sessions.run(step, fed, requested, ours);
        planned.passedOn()
                .forEach(
                        (name, output) ->
                                values.put(
                                        name,
                                        ours.containsKey(output)
                                                ? known(ours, output)
                                                : results.get(output)));
        return results;
    }

    private static Value known(Map<String, Value> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }
}
