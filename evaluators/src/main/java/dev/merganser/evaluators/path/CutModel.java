package dev.merganser.evaluators.path;

import dev.merganser.evaluators.segment.Segment;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.Step;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.ValueInfo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cut graph with its states numbered: which inputs and outputs of each layer are the state, and
 * which are not.
 */
final class CutModel {

    private final String name;
    private final SegmentedModel model;
    private final List<Step> layers;

    /** The states as they enter the first layer, in the order in which it takes them. */
    private final List<String> states;

    /** Number of the state by input of the segment, for each layer. */
    private final List<Map<String, Integer>> entering = new ArrayList<>();

    /** Number of the state by output of the segment, for each layer. */
    private final List<Map<String, Integer>> leaving = new ArrayList<>();

    private CutModel(String name, SegmentedModel model) {
        this.name = name;
        this.model = model;
        this.layers = model.layers();
        this.states =
                inputs(layers.getFirst()).values().stream()
                        .filter(model.state()::contains)
                        .distinct()
                        .toList();
    }

    /**
     * Numbers the states of a graph.
     *
     * @param name of the model, for messages
     * @throws WrongUseException where the graph is one segment
     * @throws BadDataException where its layers do not hand on what they take
     */
    static CutModel of(String name, SegmentedModel model) {
        if (model.layers().isEmpty()) {
            throw new WrongUseException(
                    "The layers of model %s cannot be put in another order: %s."
                            .formatted(
                                    Quoted.text(name), model.uncut().orElse("its graph has none")));
        }
        var cut = new CutModel(name, model);
        cut.number();
        cut.requireStatesInside();
        return cut;
    }

    private void number() {
        Map<String, Integer> current = new LinkedHashMap<>();
        states.forEach(state -> current.put(state, current.size()));
        for (Step layer : layers) {
            entering.add(entering(layer, current));
            leaving.add(Map.of());
            if (entering.size() < layers.size()) {
                number(layer, layers.get(entering.size()), current);
            }
        }
        leaving.set(layers.size() - 1, last());
    }

    /** What the next layer takes of a layer, in its order, is the state after it. */
    private void number(Step layer, Step next, Map<String, Integer> current) {
        Map<String, String> made = inverse(layer.outputs());
        Map<String, Integer> numbers = new LinkedHashMap<>();
        current.clear();
        for (String value : new LinkedHashSet<>(inputs(next).values())) {
            if (made.containsKey(value)) {
                numbers.put(Objects.requireNonNull(made.get(value)), current.size());
                current.put(value, current.size());
            }
        }
        if (current.size() != states.size()) {
            throw new BadDataException(
                    "Layers of one pool must take as many states, but those of model %s take %d at first and %d in %s."
                            .formatted(
                                    Quoted.text(name), states.size(), current.size(), next.name()));
        }
        leaving.set(entering.size() - 1, numbers);
    }

    private static Map<String, Integer> entering(Step layer, Map<String, Integer> current) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        inputs(layer)
                .forEach(
                        (input, value) ->
                                Optional.ofNullable(current.get(value))
                                        .ifPresent(number -> numbers.put(input, number)));
        return numbers;
    }

    /** The last layer's state is told by a layer before it that is the same, or is all it gives. */
    private Map<String, Integer> last() {
        Step last = layers.getLast();
        for (int i = 0; i < layers.size() - 1; i++) {
            if (layers.get(i).segment().equals(last.segment())) {
                return leaving.get(i);
            }
        }
        if (states.size() != 1 || last.outputs().size() != 1) {
            throw new BadDataException(
                    "Layers of one pool must hand on what they take, but what the last layer of model %s gives is not told from its graph."
                            .formatted(Quoted.text(name)));
        }
        return Map.of(last.outputs().keySet().iterator().next(), 0);
    }

    /** What enters the first layer is replaced by each layer, so no one behind may want it. */
    private void requireStatesInside() {
        Stream.concat(layers.stream().skip(1), model.head().stream())
                .forEach(
                        step ->
                                step.inputs().values().stream()
                                        .filter(states::contains)
                                        .findFirst()
                                        .ifPresent(value -> refuse(step, value)));
    }

    private void refuse(Step step, String value) {
        throw new BadDataException(
                "Layers of one pool must take their state from the layer before, but %s of model %s takes %s, which enters the first."
                        .formatted(step.name(), Quoted.text(name), Quoted.text(value)));
    }

    String name() {
        return name;
    }

    SegmentedModel model() {
        return model;
    }

    List<Step> layers() {
        return layers;
    }

    List<String> states() {
        return states;
    }

    Map<String, Integer> entering(int layer) {
        return entering.get(layer);
    }

    Map<String, Integer> leaving(int layer) {
        return leaving.get(layer);
    }

    /** Number of the state by the value of the model that leaves the last layer. */
    Map<String, Integer> afterLayers() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        leaving.getLast()
                .forEach(
                        (output, number) ->
                                Optional.ofNullable(layers.getLast().outputs().get(output))
                                        .ifPresent(value -> numbers.put(value, number)));
        return numbers;
    }

    /** The types of the states as they enter the first layer. */
    List<ValueInfo> stateTypes() {
        return types(layers.getFirst().segment().graph().inputs(), entering.getFirst());
    }

    /** What any layer takes or gives as its states, besides what enters the first. */
    Stream<List<ValueInfo>> otherStateTypes() {
        Set<Segment> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<List<ValueInfo>> types = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Segment segment = layers.get(i).segment();
            if (seen.add(segment)) {
                types.add(types(segment.graph().inputs(), entering.get(i)));
                types.add(types(segment.graph().outputs(), leaving.get(i)));
            }
        }
        return types.stream();
    }

    private static List<ValueInfo> types(List<ValueInfo> values, Map<String, Integer> numbers) {
        Map<Integer, ValueInfo> types = new TreeMap<>();
        for (ValueInfo value : values) {
            Optional.ofNullable(numbers.get(value.name()))
                    .ifPresent(number -> types.put(number, value));
        }
        return List.copyOf(types.values());
    }

    /** The values that a step takes, by input of its segment, in the segment's order. */
    static Map<String, String> inputs(Step step) {
        Map<String, String> inputs = new LinkedHashMap<>();
        for (ValueInfo input : step.segment().graph().inputs()) {
            Optional.ofNullable(step.inputs().get(input.name()))
                    .ifPresent(value -> inputs.put(input.name(), value));
        }
        return inputs;
    }

    /** The values that a step gives, by output of its segment, in the segment's order. */
    static Map<String, String> outputs(Step step) {
        Map<String, String> outputs = new LinkedHashMap<>();
        for (ValueInfo output : step.segment().graph().outputs()) {
            Optional.ofNullable(step.outputs().get(output.name()))
                    .ifPresent(value -> outputs.put(output.name(), value));
        }
        return outputs;
    }

    private static Map<String, String> inverse(Map<String, String> map) {
        return map.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
    }
}
