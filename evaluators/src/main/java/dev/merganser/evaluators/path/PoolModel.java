package dev.merganser.evaluators.path;

import dev.merganser.evaluators.segment.Step;
import dev.merganser.evaluators.segment.Structure;
import dev.merganser.recipes.graph.ValueInfo;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The steps of one graph in a pool. */
final class PoolModel {

    private final CutModel cut;
    private final PoolStep stem;
    private final List<PoolStep> layers;
    private final Map<String, PoolStep> heads = new LinkedHashMap<>();
    private final Set<String> context;
    private final Set<String> structures;

    /**
     * Steps over the segments of a graph.
     *
     * @param names what its stem hands on besides the state is called in the pool
     */
    PoolModel(CutModel cut, Map<String, String> names) {
        this.cut = cut;
        var ends = new PoolEnds(cut, names);
        this.stem = ends.stem();
        this.layers =
                IntStream.range(0, cut.layers().size()).mapToObj(i -> layer(i, names)).toList();
        for (ValueInfo output : cut.model().graph().outputs()) {
            ends.head(output.name()).ifPresent(head -> heads.put(output.name(), head));
        }
        this.context = taken();
        this.structures =
                cut.layers().stream()
                        .map(Step::segment)
                        .collect(Collectors.toCollection(PoolModel::byIdentity))
                        .stream()
                        .map(Structure::of)
                        .collect(Collectors.toSet());
    }

    private static <T> Set<T> byIdentity() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private PoolStep layer(int index, Map<String, String> names) {
        Step step = cut.layers().get(index);
        Map<String, String> inputs = new HashMap<>();
        step.inputs()
                .forEach(
                        (input, value) -> {
                            Integer state = cut.entering(index).get(input);
                            inputs.put(
                                    input,
                                    state == null
                                            ? names.getOrDefault(value, value)
                                            : PoolEnds.state(state));
                        });
        Map<String, String> outputs = new HashMap<>();
        cut.leaving(index).forEach((out, state) -> outputs.put(out, PoolEnds.state(state)));
        return new PoolStep(step.segment(), step.weights(), inputs, outputs, Optional.empty());
    }

    CutModel cut() {
        return cut;
    }

    PoolStep stem() {
        return stem;
    }

    List<PoolStep> layers() {
        return layers;
    }

    /** The step for each output of the graph that comes from the head or the last layer. */
    Map<String, PoolStep> heads() {
        return heads;
    }

    /** What its layers compute, without names. */
    Set<String> structures() {
        return structures;
    }

    /** What the layers take besides their states, by the names of the pool. */
    Set<String> context() {
        return context;
    }

    private Set<String> taken() {
        Set<String> context = new TreeSet<>();
        layers.forEach(layer -> context.addAll(layer.inputs().values()));
        IntStream.range(0, cut.states().size())
                .forEach(state -> context.remove(PoolEnds.state(state)));
        return context;
    }

    /** The inputs of the graph by name. */
    Map<String, ValueInfo> inputs() {
        Map<String, ValueInfo> inputs = new HashMap<>();
        cut.model().graph().inputs().forEach(input -> inputs.put(input.name(), input));
        return inputs;
    }

    /** What a step needs that neither the inputs of a graph nor a stem give. */
    static Set<String> missing(PoolStep step, Set<String> inputs, PoolStep stem) {
        Set<String> missing = new TreeSet<>(step.inputs().values());
        missing.removeAll(inputs);
        missing.removeAll(stem.outputs().values());
        return missing;
    }
}
