package dev.merganser.evaluators.segment;

import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Value;

import java.util.HashMap;
import java.util.HashSet;
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
        run(plan, 0, inputs, written);
    }

    /**
     * As the other, but goes on after the first steps.
     *
     * @param done how many steps were run before
     * @param known inputs of the model, and what those steps passed on
     */
    public void run(StepPlan plan, int done, Map<String, Value> known, Map<String, Value> written) {
        Map<String, Value> values = new HashMap<>(known);
        Map<Integer, StepOutcome> open = new HashMap<>();
        try {
            for (int s = done; s < plan.steps().size(); s++) {
                StepOutcome outcome = run(plan.steps().get(s), values, written);
                open.put(s, outcome);
                values.putAll(outcome.passedOn());
                closeLastUsed(plan, open, s);
            }
        } finally {
            open.values().forEach(StepOutcome::close);
        }
    }

    /** Runs the first step of a plan alone; the caller closes what it gives. */
    public StepOutcome first(StepPlan plan, Map<String, Value> inputs) {
        return run(plan.steps().getFirst(), inputs, Map.of());
    }

    /** Closes what a step was the last to use. */
    private static void closeLastUsed(StepPlan plan, Map<Integer, StepOutcome> open, int step) {
        open.entrySet()
                .removeIf(
                        entry -> {
                            boolean last = plan.steps().get(entry.getKey()).lastUse() == step;
                            if (last) {
                                entry.getValue().close();
                            }
                            return last;
                        });
    }

    private StepOutcome run(
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
        try {
            return new StepOutcome(passedOn(planned, ours, results), results);
        } catch (RuntimeException e) {
            results.close();
            throw e;
        }
    }

    private static Map<String, Value> passedOn(
            StepPlan.Planned planned, Map<String, Value> ours, Results results) {
        Map<String, Value> passedOn = new HashMap<>();
        planned.passedOn()
                .forEach(
                        (name, output) ->
                                passedOn.put(
                                        name,
                                        ours.containsKey(output)
                                                ? known(ours, output)
                                                : results.get(output)));
        return passedOn;
    }

    private static Value known(Map<String, Value> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }
}
