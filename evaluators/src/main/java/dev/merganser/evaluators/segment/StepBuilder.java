package dev.merganser.evaluators.segment;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.ValueType;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes the steps of a path: one segment per structure, bound to the values of each place. */
final class StepBuilder {

    private final Graph graph;
    private final Places places;
    private final Map<String, ValueInfo> types;
    private final Map<String, TensorInfo> weights;
    private final Map<String, Tensor> constants;

    /** The first place of equal structure, by place; places without nodes are left out. */
    private final Map<Integer, Integer> models = new TreeMap<>();

    private final Map<Integer, Segment> segments = new HashMap<>();

    /**
     * A builder.
     *
     * @param types of the values that cross places
     * @param weights the initializers that become inputs
     * @param constants the initializers that stay
     */
    StepBuilder(
            Graph graph,
            Places places,
            Map<String, ValueInfo> types,
            List<Tensor> weights,
            List<Tensor> constants) {
        this.graph = graph;
        this.places = places;
        this.types = types;
        this.weights =
                weights.stream()
                        .map(Tensor::info)
                        .collect(Collectors.toMap(TensorInfo::name, Function.identity()));
        this.constants =
                constants.stream().collect(Collectors.toMap(Tensor::name, Function.identity()));
    }

    List<Step> steps() {
        Map<String, Integer> first = new HashMap<>();
        for (int at = 0; at < places.count(); at++) {
            if (!places.nodes(at).isEmpty()) {
                Integer model = first.putIfAbsent(structure(at), at);
                models.put(at, model == null ? at : model);
            }
        }
        return models.keySet().stream().map(this::step).toList();
    }

    private String structure(int at) {
        return places.role(at) + "\n" + Structure.of(places.nodes(at), weights, constants);
    }

    private Step step(int at) {
        int model = models.getOrDefault(at, at);
        return new Step(
                places.name(at),
                places.role(at),
                segments.computeIfAbsent(model, this::segment),
                paired(weightNames(model), weightNames(at)),
                paired(places.entering(model), places.entering(at)),
                outputs(at));
    }

    private static Map<String, String> paired(List<String> keys, List<String> values) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            pairs.put(keys.get(i), values.get(i));
        }
        return pairs;
    }

    /** What leaves a place, by its name in the segment. */
    private Map<String, String> outputs(int at) {
        List<String> ours = produced(at);
        List<String> theirs = produced(models.getOrDefault(at, at));
        return places.leaving(at).stream()
                .collect(
                        Collectors.toMap(
                                value -> theirs.get(ours.indexOf(value)), Function.identity()));
    }

    private List<String> produced(int at) {
        return places.nodes(at).stream().flatMap(node -> node.outputs().stream()).toList();
    }

    private List<String> weightNames(int at) {
        return places.constants(at).stream().filter(weights::containsKey).toList();
    }

    private Segment segment(int model) {
        List<TensorInfo> infos = weightNames(model).stream().map(weights::get).toList();
        Stream<ValueInfo> values = places.entering(model).stream().map(types::get);
        Stream<ValueInfo> weightInputs =
                infos.stream().map(info -> ValueInfo.of(info.name(), info.dtype(), info.shape()));
        Graph part =
                new Graph(
                        graph.name() + " (" + places.name(model) + ")",
                        graph.irVersion(),
                        graph.opsets(),
                        places.nodes(model),
                        Stream.concat(values, weightInputs).toList(),
                        outputsOfAll(model),
                        List.of(),
                        inside(model),
                        Map.of(),
                        graph.producer());
        return new Segment(part, infos);
    }

    private List<Initializer> inside(int model) {
        return places.constants(model).stream()
                .filter(constants::containsKey)
                .map(constants::get)
                .map(Initializer::new)
                .toList();
    }

    /** The outputs that any place with this segment needs, in the order of its nodes. */
    private List<ValueInfo> outputsOfAll(int model) {
        Set<String> needed = new HashSet<>();
        IntStream.range(0, places.count())
                .filter(at -> models.getOrDefault(at, -1) == model)
                .forEach(at -> needed.addAll(outputs(at).keySet()));
        return produced(model).stream()
                .filter(needed::contains)
                .map(value -> types.getOrDefault(value, untyped(value)))
                .toList();
    }

    private static ValueInfo untyped(String value) {
        return new ValueInfo(value, new ValueType.Untyped());
    }
}
