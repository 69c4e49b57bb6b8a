package dev.merganser.evaluators.path;

import dev.merganser.evaluators.segment.LayerNames;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.Structure;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Joins steps of a pool into one graph, one after the other. */
final class GraphJoin {

    /**
     * What a step is of.
     *
     * @param model as the path calls it
     * @param graph in parts
     */
    record Source(String model, SegmentedModel graph) {}

    /** Which tensor of which model stands under a name. */
    private record Origin(String model, String tensor) {}

    private final Graph base;
    private final String layers;
    private final String stack;
    private final IdentityHashMap<SegmentedModel, String> prefixes = new IdentityHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Initializer> initializers = new LinkedHashMap<>();
    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<String, String> constants = new HashMap<>();
    private final Map<String, Long> opsets = new HashMap<>();
    private final Map<String, ValueInfo> outputs = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();

    /** The value that stands for each value of the pool at present. */
    private final Map<String, String> current = new HashMap<>();

    private long irVersion;
    private int position;

    /**
     * An empty join.
     *
     * @param base whose inputs and names count
     * @param head whose outputs count
     */
    GraphJoin(SegmentedModel base, Graph head) {
        this.base = base.graph();
        this.layers = prefixIn(base);
        this.stack = stack(base);
        this.irVersion = base.graph().irVersion();
        for (ValueInfo input : this.base.inputs()) {
            taken.add(input.name());
            current.put(input.name(), input.name());
        }
        for (ValueInfo output : head.outputs()) {
            taken.add(output.name());
            outputs.put(output.name(), output);
        }
    }

    private String prefix(SegmentedModel model) {
        return prefixes.computeIfAbsent(model, GraphJoin::prefixIn);
    }

    private static String prefixIn(SegmentedModel model) {
        return LayerNames.of(model.graph().nodes()).map(LayerNames::prefix).orElse("/layers.");
    }

    /** What checkpoints call the layers. */
    private static String stack(SegmentedModel model) {
        return model.layers().stream()
                .flatMap(layer -> layer.weights().values().stream())
                .flatMap(tensor -> LayerName.of(tensor).stream())
                .map(LayerName::stack)
                .findFirst()
                .orElse("layers");
    }

    /** Adds a stem or a head. */
    void end(Source source, PoolStep step) {
        Map<String, String> names = new HashMap<>();
        step.weights().forEach((input, tensor) -> names.put(input, weight(source, tensor, tensor)));
        add(source, step, names, UnaryOperator.identity());
    }

    /** Adds a layer behind those that are there. */
    void layer(Source source, PoolStep step, PathLayer layer) {
        Map<String, String> names = new HashMap<>();
        String place = layers + position;
        step.weights()
                .forEach(
                        (input, tensor) ->
                                names.put(
                                        input, weight(source, tensor, renumbered(tensor, layer))));
        step.scaleInput()
                .ifPresent(
                        input -> names.put(input, scale(place + "/scale", (float) layer.scale())));
        String own = prefix(source.graph);
        add(source, step, names, name -> renumbered(name, own, place));
        position++;
    }

    /** A node or value of a layer under the number that it has in the path. */
    private static String renumbered(String name, String prefix, String place) {
        if (!name.startsWith(prefix)) {
            return place + "/" + name;
        }
        int end = prefix.length();
        while (end < name.length() && Character.isDigit(name.charAt(end))) {
            end++;
        }
        return place + name.substring(end);
    }

    /** A tensor of a layer as the path's checkpoint calls it. */
    private String renumbered(String tensor, PathLayer layer) {
        return LayerName.of(tensor)
                .filter(name -> name.layer() == layer.layer())
                .map(name -> LayerName.of(stack, position, name.rest()))
                .orElse(tensor);
    }

    /** The name for a tensor; two tensors under one name are refused. */
    private String weight(Source source, String tensor, String name) {
        var origin = new Origin(source.model, tensor);
        Origin other = origins.putIfAbsent(name, origin);
        if (other != null && !other.equals(origin)) {
            throw new BadDataException(
                    "A path must have one tensor %s, but takes '%s' of model %s and '%s' of model %s."
                            .formatted(
                                    Quoted.text(name),
                                    other.tensor,
                                    Quoted.text(other.model),
                                    tensor,
                                    Quoted.text(source.model)));
        }
        if (other == null) {
            requireFree(name);
            Tensor values = tensor(source.graph, tensor);
            initializers.put(name, new Initializer(named(name, values)));
        }
        return name;
    }

    private void requireFree(String name) {
        if (!taken.add(name)) {
            throw new BadDataException(
                    "A path must have one value %s, but a weight and another value are called so."
                            .formatted(Quoted.text(name)));
        }
    }

    private static Tensor tensor(SegmentedModel model, String name) {
        return model.weights().stream()
                .filter(weight -> weight.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Tensor named(String name, Tensor tensor) {
        return new Tensor(new TensorInfo(name, tensor.dtype(), tensor.shape()), tensor.data());
    }

    private String scale(String name, float value) {
        MemorySegment data = MemorySegment.ofArray(new byte[Float.BYTES]);
        Floats.encode(DType.F32, new float[] {value}, 0, 1, data, 0);
        String free = free(name);
        initializers.put(
                free,
                new Initializer(new Tensor(new TensorInfo(free, DType.F32, Shape.of()), data)));
        return free;
    }

    /** The nodes of a step with their values renamed; what it gives is what comes next. */
    private void add(
            Source source, PoolStep step, Map<String, String> names, UnaryOperator<String> rename) {
        Graph part = step.segment().graph();
        part.nodes().forEach(node -> requireSameOperators(source, part, node));
        irVersion = Math.max(irVersion, part.irVersion());
        step.inputs()
                .forEach(
                        (input, value) ->
                                names.put(
                                        input, Objects.requireNonNull(current.get(value), value)));
        for (Initializer constant : part.initializers()) {
            names.put(constant.name(), constant(source, constant.tensor(), rename));
        }
        for (Node node : part.nodes()) {
            node.outputs().stream()
                    .filter(output -> !output.isEmpty())
                    .forEach(output -> names.put(output, made(step, output, rename)));
        }
        var renaming = new ValueRenaming(names);
        part.nodes()
                .forEach(node -> nodes.add(renaming.of(node).withName(rename.apply(node.name()))));
        step.outputs().forEach((output, value) -> current.put(value, names.get(output)));
    }

    /** The new name of a value; outputs of the model keep theirs. */
    private String made(PoolStep step, String output, UnaryOperator<String> rename) {
        String value = step.outputs().getOrDefault(output, "");
        return outputs.containsKey(value) ? value : free(rename.apply(output));
    }

    /** Constants of one name and content, such as an epsilon of all layers, are one. */
    private String constant(Source source, Tensor tensor, UnaryOperator<String> rename) {
        String content = Structure.content(tensor);
        boolean own = tensor.name().startsWith(prefix(source.graph));
        String wanted = own ? rename.apply(tensor.name()) : tensor.name();
        String name = wanted;
        for (int i = 1; !content.equals(constants.get(name)); i++) {
            if (taken.add(name)) {
                constants.put(name, content);
                initializers.put(name, new Initializer(named(name, tensor)));
            } else {
                name = wanted + "_" + i;
            }
        }
        return name;
    }

    private String free(String name) {
        String free = name;
        for (int i = 1; !taken.add(free); i++) {
            free = name + "_" + i;
        }
        return free;
    }

    private void requireSameOperators(Source source, Graph part, Node node) {
        Long version = part.opsets().get(node.domain());
        Long known = version == null ? null : opsets.putIfAbsent(node.domain(), version);
        if (known != null && !known.equals(version)) {
            throw new BadDataException(
                    "Graphs of a path must use one version of the operators%s, found %d and, for model %s, %d."
                            .formatted(
                                    node.domain().isEmpty()
                                            ? ""
                                            : " of " + Quoted.text(node.domain()),
                                    known,
                                    Quoted.text(source.model),
                                    version));
        }
        node.subgraphs()
                .forEach(
                        graph ->
                                graph.nodes()
                                        .forEach(each -> requireSameOperators(source, part, each)));
    }

    /** What was joined, with those outputs that a step gave. */
    Graph graph() {
        return new Graph(
                base.name(),
                irVersion,
                opsets,
                nodes,
                base.inputs(),
                outputs.values().stream()
                        .filter(output -> current.containsKey(output.name()))
                        .toList(),
                List.of(),
                List.copyOf(initializers.values()),
                base.metadata(),
                base.producer());
    }
}
