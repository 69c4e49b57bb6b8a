package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Session;

import java.util.Map;

/**
 * Derivatives of a loss that weighs each output element of a graph, by differences of fourth order.
 */
final class FiniteDifferences {

    private final Session forward;
    private final Feeds feeds;
    private final Map<String, float[]> weights;
    private final float step;

    /**
     * Of a graph at some inputs.
     *
     * @param forward the caller's, as are the inputs, which change meanwhile
     * @param weights of the elements of each output
     */
    FiniteDifferences(Session forward, Feeds feeds, Map<String, float[]> weights, float step) {
        this.forward = forward;
        this.feeds = feeds;
        this.weights = weights;
        this.step = step;
    }

    /** The derivative by one element of an input. */
    double of(String input, int element) {
        float at = feeds.get(input, element);
        double near = loss(input, element, at + step) - loss(input, element, at - step);
        double far = loss(input, element, at + 2 * step) - loss(input, element, at - 2 * step);
        feeds.set(input, element, at);
        return (8 * near - far) / (12 * step);
    }

    private double loss(String input, int element, float value) {
        feeds.set(input, element, value);
        double loss = 0;
        try (Results results = forward.run(feeds.values(), weights.keySet(), Map.of())) {
            for (var entry : weights.entrySet()) {
                float[] outputs = results.get(entry.getKey()).floats();
                for (int i = 0; i < outputs.length; i++) {
                    loss += (double) outputs[i] * entry.getValue()[i];
                }
            }
        }
        return loss;
    }
}
