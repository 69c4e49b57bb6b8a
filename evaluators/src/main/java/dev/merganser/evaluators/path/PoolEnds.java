package dev.merganser.evaluators.path;

import dev.merganser.evaluators.segment.Segment;
import dev.merganser.evaluators.segment.Step;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The stem and the heads of a model as steps of a pool. Where a graph has no node for what an end
 * must give, because its layers take an input of the graph or give an output of it, an {@code
 * Identity} stands there.
 */
final class PoolEnds {

    private final CutModel cut;
    private final Map<String, String> names;

    /**
     * The ends of a model.
     *
     * @param names what its stem hands on besides the state is called in the pool
     */
    PoolEnds(CutModel cut, Map<String, String> names) {
        this.cut = cut;
        this.names = names;
    }

    static String state(int number) {
        return "state." + number;
    }

    PoolStep stem() {
        Optional<Step> step = cut.model().stem();
        Map<String, String> outputs = new HashMap<>();
        step.map(CutModel::outputs)
                .orElse(Map.of())
                .forEach(
                        (output, value) -> {
                            int state = cut.states().indexOf(value);
                            String name =
                                    state >= 0 ? state(state) : names.getOrDefault(value, value);
                            if (!outputs.containsValue(name)) {
                                outputs.put(output, name);
                            }
                        });
        Map<String, String> passed = new LinkedHashMap<>();
        for (int s = 0; s < cut.states().size(); s++) {
            if (!outputs.containsValue(state(s))) {
                passed.put(cut.states().get(s), state(s));
            }
        }
        return passed.isEmpty() ? stem(step.orElseThrow(), outputs) : stem(step, outputs, passed);
    }

    private static PoolStep stem(Step step, Map<String, String> outputs) {
        return new PoolStep(
                step.segment(), step.weights(), step.inputs(), outputs, Optional.empty());
    }

    /** A stem that also hands on inputs of the graph as states. */
    private PoolStep stem(
            Optional<Step> step, Map<String, String> outputs, Map<String, String> passed) {
        Map<String, String> inputs = new HashMap<>();
        step.ifPresent(stem -> inputs.putAll(stem.inputs()));
        passed.keySet().forEach(value -> inputs.put(value, value));
        passed.values().forEach(state -> outputs.put(state, state));
        return new PoolStep(
                passing(step.map(Step::segment), "stem", passed),
                step.map(Step::weights).orElse(Map.of()),
                inputs,
                outputs,
                Optional.empty());
    }

    /** The step that gives an output of the graph; empty where neither head nor layers give it. */
    Optional<PoolStep> head(String output) {
        Integer state = cut.afterLayers().get(output);
        if (state != null) {
            return Optional.of(passed(state, output));
        }
        return cut.model()
                .head()
                .flatMap(
                        head ->
                                head.outputs().entrySet().stream()
                                        .filter(entry -> entry.getValue().equals(output))
                                        .map(entry -> head(head, entry.getKey(), output))
                                        .findFirst());
    }

    private PoolStep head(Step head, String output, String value) {
        Map<String, Integer> states = cut.afterLayers();
        Map<String, String> inputs = new HashMap<>();
        head.inputs()
                .forEach(
                        (input, taken) -> {
                            Integer state = states.get(taken);
                            inputs.put(
                                    input,
                                    state == null
                                            ? names.getOrDefault(taken, taken)
                                            : state(state));
                        });
        return new PoolStep(
                head.segment(), head.weights(), inputs, Map.of(output, value), Optional.empty());
    }

    private PoolStep passed(int state, String output) {
        ValueInfo type = cut.stateTypes().get(state).withName(state(state));
        return new PoolStep(
                new Segment(graph("head", List.of(type), Map.of(state(state), output)), List.of()),
                Map.of(),
                Map.of(state(state), state(state)),
                Map.of(output, output),
                Optional.empty());
    }

    private Segment passing(Optional<Segment> segment, String name, Map<String, String> passed) {
        List<ValueInfo> types =
                cut.model().graph().inputs().stream()
                        .filter(input -> passed.containsKey(input.name()))
                        .toList();
        Graph more = graph(name, types, passed);
        return segment.map(before -> new Segment(joined(before.graph(), more), before.weights()))
                .orElseGet(() -> new Segment(more, List.of()));
    }

    private static Graph joined(Graph first, Graph second) {
        List<Node> nodes = new ArrayList<>(first.nodes());
        nodes.addAll(second.nodes());
        List<ValueInfo> outputs = new ArrayList<>(first.outputs());
        outputs.addAll(second.outputs());
        List<ValueInfo> inputs = new ArrayList<>(first.inputs());
        Set<String> known = new HashSet<>();
        first.inputs().forEach(input -> known.add(input.name()));
        second.inputs().stream().filter(input -> known.add(input.name())).forEach(inputs::add);
        return first.withNodes(nodes).withInputs(inputs).withOutputs(outputs);
    }

    private Graph graph(String name, List<ValueInfo> inputs, Map<String, String> passed) {
        Graph whole = cut.model().graph();
        List<Node> nodes = new ArrayList<>();
        List<ValueInfo> outputs = new ArrayList<>();
        for (ValueInfo input : inputs) {
            String output = passed.getOrDefault(input.name(), input.name());
            nodes.add(
                    Node.of(
                            "/" + name + "/" + output,
                            "Identity",
                            List.of(input.name()),
                            List.of(output)));
            outputs.add(input.withName(output));
        }
        return new Graph(
                whole.name() + " (" + name + ")",
                whole.irVersion(),
                whole.opsets(),
                nodes,
                inputs,
                outputs,
                List.of(),
                List.of(),
                Map.of(),
                whole.producer());
    }
}
