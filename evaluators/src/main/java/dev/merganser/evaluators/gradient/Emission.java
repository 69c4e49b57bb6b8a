package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.AttributeValue;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The nodes and constants of a gradient graph while it grows. Equal nodes and equal constants are
 * made once; numbers that scale a value one after the other become one.
 */
final class Emission {

    private static final long AXES_OF_SUMS_ARE_INPUTS = 13;
    private static final long AXES_OF_REDUCTIONS_ARE_INPUTS = 18;

    /** What a node does, without what it is called. */
    private record Work(String opType, List<String> inputs, List<Attribute> attributes) {}

    /** A value that is another times a number. */
    private record Scaled(String value, double factor) {}

    private final long opset;
    private final SameShape same;
    private final String prefix;
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> made = new HashSet<>();
    private final Map<Work, List<String>> done = new HashMap<>();
    private final Map<Tensor, String> constants = new LinkedHashMap<>();
    private final Map<String, Shape> fixed = new HashMap<>();
    private final Set<String> wholeShapes = new HashSet<>();
    private final Rearrangement rearrangement;
    private final Map<String, Scaled> scaled = new HashMap<>();
    private int values;

    /** Nothing yet, with names that the forward graph does not have. */
    Emission(Graph forward, SameShape same) {
        this.same = same;
        forward.inputs().forEach(this::addFixed);
        forward.initializers().forEach(i -> fixed.put(i.name(), i.tensor().shape()));
        opset = forward.opsets().getOrDefault("", forward.opsets().getOrDefault("ai.onnx", 1L));
        prefix = unusedPrefix(forward);
        rearrangement = new Rearrangement(this, forward);
    }

    private void addFixed(ValueInfo input) {
        List<Dim> dims = input.dims().orElse(List.of(Dim.unknown()));
        List<Long> sizes = dims.stream().flatMap(Emission::size).toList();
        if (sizes.size() == dims.size()) {
            fixed.put(input.name(), new Shape(sizes));
        }
    }

    private static Stream<Long> size(Dim dim) {
        return dim instanceof Dim.Fixed(long size) ? Stream.of(size) : Stream.empty();
    }

    private static String unusedPrefix(Graph forward) {
        List<String> names =
                Stream.of(
                                forward.nodes().stream().flatMap(n -> n.outputs().stream()),
                                forward.inputs().stream().map(ValueInfo::name),
                                forward.initializers().stream().map(Initializer::name))
                        .flatMap(each -> each)
                        .filter(name -> !name.isEmpty())
                        .toList();
        String unused = "gradient/";
        while (hasPrefix(names, unused)) {
            unused = "_" + unused;
        }
        return unused;
    }

    private static boolean hasPrefix(List<String> names, String prefix) {
        return names.stream().anyMatch(name -> name.startsWith(prefix));
    }

    long opset() {
        return opset;
    }

    /** A name that is not used. */
    String name(String what) {
        return prefix + what + "/" + values++;
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Tensor> constants() {
        return constants.entrySet().stream()
                .map(
                        entry ->
                                new Tensor(
                                        new TensorInfo(
                                                entry.getValue(),
                                                entry.getKey().dtype(),
                                                entry.getKey().shape()),
                                        entry.getKey().data()))
                .toList();
    }

    String emit(String opType, List<String> inputs, Attribute... attributes) {
        if (opType.equals("Transpose")
                && attributes.length == 1
                && attributes[0].value() instanceof AttributeValue.Ints(var order)) {
            return rearrangement.turned(inputs.getFirst(), order);
        }
        return opType.equals("Reshape") && wholeShapes.contains(inputs.get(1))
                ? rearrangement.reshaped(inputs.getFirst(), inputs.get(1))
                : node(opType, inputs, attributes);
    }

    /** As {@link #emit}, and just so. */
    String node(String opType, List<String> inputs, Attribute... attributes) {
        return emit(opType, inputs, 1, attributes).getFirst();
    }

    List<String> emit(String opType, List<String> inputs, int outputs, Attribute... attributes) {
        var work = new Work(opType, List.copyOf(inputs), List.of(attributes));
        return done.computeIfAbsent(work, each -> add(each, outputs));
    }

    /** The product of two stacks of matrices of one rank. */
    String product(String left, String right) {
        return rearrangement.product(left, right);
    }

    /** As {@link #emit}, but always a new node. */
    String append(String opType, List<String> inputs) {
        return add(new Work(opType, inputs, List.of()), 1).getFirst();
    }

    /** Whether a node here makes a value. */
    boolean makes(String value) {
        return made.contains(value);
    }

    private List<String> add(Work work, int outputs) {
        List<String> names =
                IntStream.range(0, outputs).mapToObj(_ -> name(work.opType())).toList();
        made.addAll(names);
        nodes.add(
                new Node(
                        names.getFirst(),
                        work.opType(),
                        "",
                        work.inputs(),
                        names,
                        work.attributes()));
        return names;
    }

    /** The dimensions of a forward value: a constant where they are fixed. */
    String shapeOf(String forward) {
        String shape = sizes(forward);
        wholeShapes.add(shape);
        return shape;
    }

    private String sizes(String forward) {
        List<String> alike = same.as(forward);
        return alike.stream()
                .filter(fixed::containsKey)
                .findFirst()
                .map(fixed::get)
                .map(shape -> longs(shape.dims().stream().mapToLong(Long::longValue).toArray()))
                .orElseGet(() -> emit("Shape", List.of(alike.getFirst())));
    }

    /** As many ones as a forward value has rows. */
    String ones(String forward) {
        String rows =
                node("Slice", List.of(shapeOf(same.rowsOf(forward)), longs(0), longs(1), longs(0)));
        return node("Expand", List.of(scalar(1), rows));
    }

    String scale(String value, double factor) {
        Scaled before = scaled.getOrDefault(value, new Scaled(value, 1));
        double product = before.factor() * factor;
        if (product == 1) {
            return before.value();
        }
        String result =
                product == -1
                        ? emit("Neg", List.of(before.value()))
                        : emit("Mul", List.of(before.value(), scalar((float) product)));
        scaled.put(result, new Scaled(before.value(), product));
        return result;
    }

    String scalar(float value) {
        return constant(Constants.floats(Shape.of(), value));
    }

    String longs(long... elements) {
        return constant(Constants.int64s("", elements));
    }

    String constant(Tensor value) {
        var unnamed = new Tensor(new TensorInfo("", value.dtype(), value.shape()), value.data());
        return constants.computeIfAbsent(unnamed, _ -> name("constant"));
    }

    String reduce(String opType, String value, boolean keepAxes, long... axes) {
        boolean isSum = opType.equals("ReduceSum");
        long since = isSum ? AXES_OF_SUMS_ARE_INPUTS : AXES_OF_REDUCTIONS_ARE_INPUTS;
        return alongAxes(
                opType, value, since, axes, List.of(Attribute.of("keepdims", keepAxes ? 1 : 0)));
    }

    String squeeze(String value, long... axes) {
        return alongAxes("Squeeze", value, AXES_OF_SUMS_ARE_INPUTS, axes, List.of());
    }

    String unsqueeze(String value, long... axes) {
        return alongAxes("Unsqueeze", value, AXES_OF_SUMS_ARE_INPUTS, axes, List.of());
    }

    /** A node whose axes became an input with some version of the operators. */
    private String alongAxes(
            String opType, String value, long since, long[] axes, List<Attribute> others) {
        if (axes.length == 0) {
            return value;
        }
        if (opset >= since) {
            return emit(opType, List.of(value, longs(axes)), others.toArray(Attribute[]::new));
        }
        Stream<Attribute> all =
                Stream.concat(Stream.of(Attribute.ints("axes", axes)), others.stream());
        return emit(opType, List.of(value), all.toArray(Attribute[]::new));
    }
}
