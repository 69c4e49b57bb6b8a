package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/** A node of a forward graph together with the gradient graph that grows. */
final class NodeApplication implements Application {

    /**
     * What all nodes of a graph share.
     *
     * @param rowsOf inputs of the graph whose gradient may be given by row
     */
    record Surroundings(
            Dependence dependence,
            Map<String, Shape> shapes,
            Map<String, Tensor> constants,
            Emission emission,
            Gradients gradients,
            Set<String> rowsOf) {}

    private final Node node;
    private final Surroundings around;

    NodeApplication(Node node, Surroundings around) {
        this.node = node;
        this.around = around;
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public String input(int index) {
        return index < node.inputs().size() ? node.inputs().get(index) : "";
    }

    @Override
    public String output(int index) {
        return index < node.outputs().size() ? node.outputs().get(index) : "";
    }

    @Override
    public Shape shape(String value) {
        Shape shape = around.shapes().get(value);
        if (shape == null) {
            throw new IllegalArgumentException(
                    "The probe must give the shape of value '%s'".formatted(value));
        }
        return shape;
    }

    @Override
    public Optional<Tensor> constant(String value) {
        return Optional.ofNullable(around.constants().get(value));
    }

    @Override
    public long opset() {
        return around.emission().opset();
    }

    @Override
    public boolean wanted(int input) {
        return around.dependence().contains(input(input));
    }

    @Override
    public Optional<String> gradient(int output) {
        return around.gradients().full(output(output));
    }

    @Override
    public String factor() {
        return around.gradients().factor(output(0)).orElseThrow();
    }

    @Override
    public String emit(String opType, List<String> inputs, Attribute... attributes) {
        return around.emission().emit(opType, inputs, attributes);
    }

    @Override
    public List<String> emitAll(
            String opType, List<String> inputs, int outputs, Attribute... attributes) {
        return around.emission().emit(opType, inputs, outputs, attributes);
    }

    @Override
    public String product(String left, String right) {
        return around.emission().product(left, right);
    }

    @Override
    public String scale(String value, double factor) {
        return around.emission().scale(value, factor);
    }

    @Override
    public String scalar(float value) {
        return around.emission().scalar(value);
    }

    @Override
    public String longs(long... values) {
        return around.emission().longs(values);
    }

    @Override
    public String constant(Tensor value) {
        return around.emission().constant(value);
    }

    @Override
    public String shapeOf(String value) {
        return around.emission().shapeOf(value);
    }

    @Override
    public String sum(String value, boolean keepAxes, long... axes) {
        return reduce("ReduceSum", value, keepAxes, axes);
    }

    @Override
    public String reduce(String opType, String value, boolean keepAxes, long... axes) {
        return around.emission().reduce(opType, value, keepAxes, axes);
    }

    @Override
    public String squeeze(String value, long... axes) {
        return around.emission().squeeze(value, axes);
    }

    @Override
    public String unsqueeze(String value, long... axes) {
        return around.emission().unsqueeze(value, axes);
    }

    @Override
    public String unbroadcast(String gradient, Shape shape, int input) {
        Shape narrow = shape(input(input));
        int added = shape.rank() - narrow.rank();
        LongPredicate repeated =
                axis ->
                        shape.dims().get((int) axis) != 1
                                && (axis < added || narrow.dims().get((int) axis - added) == 1);
        long[] leading = LongStream.range(0, added).toArray();
        long[] summed = LongStream.range(0, shape.rank()).filter(repeated).toArray();
        boolean allLead = LongStream.of(summed).allMatch(axis -> axis < added);
        if (allLead && summed.length == added) {
            boolean ofMatrix = added == 1 && shape.rank() == 2;
            return ofMatrix ? sumOfRows(gradient) : sum(gradient, false, leading);
        }
        return squeeze(sum(gradient, true, summed), leading);
    }

    /**
     * Of a matrix with the rows of the first output; ONNX Runtime multiplies it faster than it sums
     * it.
     */
    private String sumOfRows(String gradient) {
        return emit("MatMul", List.of(around.emission().ones(output(0)), gradient));
    }

    @Override
    public void give(int input, String gradient) {
        if (wanted(input)) {
            around.gradients().add(input(input), gradient);
        }
    }

    @Override
    public void giveNarrow(int input, String gradient) {
        if (wanted(input)) {
            around.gradients().addNarrow(input(input), gradient);
        }
    }

    @Override
    public void pass(int input, double factor) {
        Shape whole = shape(output(0));
        if (!whole.equals(shape(input(input)))) {
            give(input, scale(unbroadcast(gradient(0).orElseThrow(), whole, input), factor));
        } else if (around.gradients().isNarrow(output(0))) {
            giveNarrow(input, scale(factor(), factor));
        } else {
            give(input, scale(factor(), factor));
        }
    }

    @Override
    public void giveRows(int input, String indices, String rows) {
        if (!wanted(input)) {
            return;
        }
        if (around.rowsOf().contains(input(input))) {
            around.gradients().addRows(input(input), new RowGradient(indices, rows));
        } else {
            give(input, table(input, indices, rows));
        }
    }

    /** All rows of a value in between, by a product with the rows' places. */
    private String table(int input, String indices, String rows) {
        String shape = shapeOf(input(input));
        String count = emit("Gather", List.of(shape, longs(0)), Attribute.of("axis", 0));
        String wide = Sizes.int64(this, indices);
        String flat = emit("Reshape", List.of(wide, longs(-1)));
        String values = constant(Constants.zeroAndOne());
        String places = emit("OneHot", List.of(flat, count, values), Attribute.of("axis", 0));
        String matrix = emit("Reshape", List.of(rows, rowsShape(flat)));
        return emit("Reshape", List.of(emit("MatMul", List.of(places, matrix)), shape));
    }

    /** One matrix row for each index. */
    private String rowsShape(String flat) {
        return emit("Concat", List.of(shapeOf(flat), longs(-1)), Attribute.of("axis", 0));
    }
}
