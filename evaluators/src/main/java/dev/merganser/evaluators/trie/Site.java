package dev.merganser.evaluators.trie;

import dev.merganser.evaluators.path.PoolStep;
import dev.merganser.evaluators.segment.Segment;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A step of a pool, ready to take weights. Compared by identity; there is one for each step.
 *
 * @see PoolSites
 */
final class Site {

    private final PoolStep step;
    private final String model;
    private final int number;
    private final Map<String, Shape> shapes;
    private final Map<String, String> passedOn;

    /**
     * A site.
     *
     * @param model whose graph the step is of
     * @param number equal for steps that compute the same with the same weights
     * @param taken the values of the pool that other steps take
     */
    Site(PoolStep step, String model, int number, Set<String> taken) {
        this.step = step;
        this.model = model;
        this.number = number;
        this.shapes =
                step.segment().weights().stream()
                        .collect(Collectors.toMap(TensorInfo::name, TensorInfo::shape));
        this.passedOn = new HashMap<>();
        step.outputs()
                .forEach(
                        (output, value) -> {
                            if (taken.contains(value)) {
                                passedOn.put(value, output);
                            }
                        });
    }

    Segment segment() {
        return step.segment();
    }

    /** The step, whose maps say what its weights, inputs and outputs are. */
    PoolStep step() {
        return step;
    }

    /** The model in whose graph this is. */
    String model() {
        return model;
    }

    int number() {
        return number;
    }

    /** What the graph takes as a weight, by input of the segment. */
    Shape shape(String input) {
        Shape shape = shapes.get(input);
        if (shape == null) {
            throw new IllegalStateException("'%s' is no weight of %s".formatted(input, this));
        }
        return shape;
    }

    /** How much memory the weights take. */
    long weightBytes() {
        return step.weights().keySet().stream()
                .mapToLong(input -> shape(input).elements() * Float.BYTES)
                .sum();
    }

    /** Output of the segment by value of the pool, of those that other steps take. */
    Map<String, String> passedOn() {
        return passedOn;
    }

    /** The output of the segment that gives a value of the pool. */
    String output(String value) {
        return step.outputs().entrySet().stream()
                .filter(entry -> entry.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "'%s' is no value of %s".formatted(value, this)));
    }

    @Override
    public String toString() {
        return segment().graph().name();
    }
}
