package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Gradients of whole models by {@link Differentiation} of the whole graph at once. */
public final class WholeBackward {

    private final WholeModel model;
    private final Graph forward;
    private final Map<String, Tensor> fed;
    private final Map<String, Tensor> values;

    private WholeBackward(WholeModel model) {
        this.model = model;
        forward = withWeightsFed(model);
        fed = new HashMap<>(model.inputs());
        model.weights().forEach(weight -> fed.put(weight.name(), weight));
        values = WholeRun.run(forward, fed, outputs(forward));
    }

    /** Runs the model forward. */
    public static WholeBackward of(WholeModel model) {
        return new WholeBackward(model);
    }

    /** All activations are kept. */
    public WholeGradient kept() {
        return kept(UnaryOperator.identity());
    }

    /** The same by a changed backward graph. */
    WholeGradient kept(UnaryOperator<Graph> change) {
        return gradient(backward(floats()), change);
    }

    /** Whatever the backward graph needs besides the inputs is computed again inside. */
    WholeGradient recomputed() {
        return gradient(backward(Set.of()), UnaryOperator.identity());
    }

    private Set<String> floats() {
        return values.values().stream()
                .filter(value -> value.dtype().isFloat())
                .map(Tensor::name)
                .collect(Collectors.toSet());
    }

    private Backward backward(Set<String> available) {
        Map<String, Shape> shapes = new HashMap<>();
        values.forEach((name, value) -> shapes.put(name, value.shape()));
        fed.forEach((name, value) -> shapes.put(name, value.shape()));
        forward.initializers().forEach(i -> shapes.put(i.name(), i.tensor().shape()));
        Set<String> wanted = model.weights().stream().map(Tensor::name).collect(Collectors.toSet());
        return Differentiation.of(forward, shapes, Set.of(WholeModel.LOSS), wanted, available);
    }

    private WholeGradient gradient(Backward backward, UnaryOperator<Graph> change) {
        Map<String, Tensor> inputs = new HashMap<>();
        backward.saved()
                .forEach(name -> inputs.put(name, fed.getOrDefault(name, values.get(name))));
        String cotangent = backward.cotangents().get(WholeModel.LOSS);
        inputs.put(cotangent, Tensors.floats(cotangent, Shape.of(), 1));
        Map<String, Tensor> results =
                WholeRun.run(change.apply(backward.graph()), inputs, outputs(backward));
        var gradients = new TreeMap<String, double[]>();
        for (Tensor weight : model.weights()) {
            gradients.put(weight.name(), gradient(weight, backward, results));
        }
        return new WholeGradient(values.get(WholeModel.LOSS).floats()[0], gradients);
    }

    private static Set<String> outputs(Backward backward) {
        return backward.graph().outputs().stream().map(ValueInfo::name).collect(Collectors.toSet());
    }

    private static double[] gradient(
            Tensor weight, Backward backward, Map<String, Tensor> results) {
        double[] sum = new double[(int) weight.shape().elements()];
        String full = backward.gradients().get(weight.name());
        if (full != null) {
            add(sum, 0, results.get(full).floats(), 0, sum.length);
        }
        for (RowGradient part : backward.rows().getOrDefault(weight.name(), List.of())) {
            addRows(sum, weight, results.get(part.indices()), results.get(part.rows()));
        }
        return sum;
    }

    private static void addRows(double[] sum, Tensor weight, Tensor indices, Tensor rows) {
        int count = weight.shape().dims().getFirst().intValue();
        int width = sum.length / count;
        float[] values = rows.floats();
        long[] places = Tensors.longs(indices);
        for (int row = 0; row < places.length; row++) {
            int place = Math.floorMod(places[row], count);
            add(sum, place * width, values, row * width, width);
        }
    }

    private static void add(double[] sum, int at, float[] values, int from, int count) {
        for (int i = 0; i < count; i++) {
            sum[at + i] += values[from + i];
        }
    }

    private static List<String> outputs(Graph graph) {
        return graph.nodes().stream()
                .map(Node::outputs)
                .flatMap(List::stream)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static Graph withWeightsFed(WholeModel model) {
        Set<String> names = model.weights().stream().map(Tensor::name).collect(Collectors.toSet());
        List<ValueInfo> inputs = new ArrayList<>(model.graph().inputs());
        model.weights()
                .forEach(
                        weight ->
                                inputs.add(
                                        ValueInfo.of(
                                                weight.name(), weight.dtype(), weight.shape())));
        return model.graph()
                .withInputs(inputs)
                .withInitializers(
                        model.graph().initializers().stream()
                                .filter(each -> !names.contains(each.name()))
                                .toList());
    }
}
