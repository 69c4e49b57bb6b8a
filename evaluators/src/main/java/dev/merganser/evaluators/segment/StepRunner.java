package dev.merganser.evaluators.segment;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.merganser.evaluators.session.OrtErrors;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Runs steps one after another with one set of weight tensors. Values between steps stay in ONNX
 * Runtime's memory until their last use. For one thread at a time; runners share sessions.
 */
public final class StepRunner {

    private final SegmentSessions sessions;
    private final Map<String, OnnxTensor> weights;

    /**
     * A runner over tensors that the caller owns.
     *
     * @param weights by name in the model
     */
    public StepRunner(SegmentSessions sessions, Map<String, OnnxTensor> weights) {
        this.sessions = sessions;
        this.weights = Map.copyOf(weights);
    }

    /**
     * Computes the wanted values of a plan into the caller's tensors.
     *
     * @param inputs of the model, by name
     * @param results for each wanted value a tensor of the right shape
     * @throws OrtException as ONNX Runtime does, for example where a shape does not fit
     */
    public void run(StepPlan plan, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> results)
            throws OrtException {
        Map<String, OnnxValue> values = new HashMap<>(inputs);
        List<OrtSession.Result> open = new ArrayList<>();
        try {
            for (int s = 0; s < plan.steps().size(); s++) {
                open.add(run(plan.steps().get(s), values, results));
                for (int done = 0; done <= s; done++) {
                    if (plan.steps().get(done).lastUse() == s) {
                        open.get(done).close();
                    }
                }
            }
        } finally {
            // closing twice only logs, so each is closed where it was not yet
            for (int s = 0; s < open.size(); s++) {
                if (plan.steps().get(s).lastUse() >= open.size()) {
                    open.get(s).close();
                }
            }
        }
    }

    private OrtSession.Result run(
            StepPlan.Planned planned,
            Map<String, OnnxValue> values,
            Map<String, OnnxTensor> results)
            throws OrtException {
        Step step = planned.step();
        Map<String, OnnxTensor> fed = new HashMap<>();
        step.weights().forEach((input, weight) -> fed.put(input, weight(weight)));
        step.inputs().forEach((input, value) -> fed.put(input, tensor(values, value)));
        Map<String, OnnxTensor> pinned = new HashMap<>();
        step.outputs()
                .forEach(
                        (output, value) -> {
                            if (results.containsKey(value)) {
                                pinned.put(output, results.get(value));
                            }
                        });
        Set<String> requested = new HashSet<>(planned.passedOn().values());
        requested.removeAll(pinned.keySet());
        OrtSession.Result result = sessions.of(step.segment()).run(fed, requested, pinned);
        planned.passedOn()
                .forEach(
                        (value, output) ->
                                values.put(
                                        value,
                                        pinned.containsKey(output)
                                                ? pinned.get(output)
                                                : result.get(output).orElseThrow()));
        return result;
    }

    private OnnxTensor weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    private static OnnxTensor tensor(Map<String, OnnxValue> values, String name) {
        if (values.get(name) instanceof OnnxTensor tensor) {
            return tensor;
        }
        throw OrtErrors.of(
                "The value '%s' must be a tensor".formatted(name),
                new OrtException("found " + values.get(name)));
    }
}
