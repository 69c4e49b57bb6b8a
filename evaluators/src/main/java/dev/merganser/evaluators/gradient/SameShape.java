package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which values of a graph have the same shape in every run, as far as element-wise operators tell.
 */
final class SameShape {

    /** Operators whose first output has the broadcast shape of their inputs. */
    private static final Set<String> ELEMENTWISE =
            Set.of(
                    "Abs",
                    "Add",
                    "And",
                    "BatchNormalization",
                    "BiasGelu",
                    "Cast",
                    "Celu",
                    "Clip",
                    "Cos",
                    "Div",
                    "Dropout",
                    "Elu",
                    "Equal",
                    "Erf",
                    "Exp",
                    "FastGelu",
                    "Gelu",
                    "Greater",
                    "GreaterOrEqual",
                    "GroupNormalization",
                    "HardSigmoid",
                    "HardSwish",
                    "Identity",
                    "InstanceNormalization",
                    "LayerNormalization",
                    "LeakyRelu",
                    "Less",
                    "LessOrEqual",
                    "Log",
                    "LogSoftmax",
                    "Max",
                    "Mean",
                    "Min",
                    "Mish",
                    "Mul",
                    "Neg",
                    "Not",
                    "Or",
                    "PRelu",
                    "Pow",
                    "QuickGelu",
                    "RMSNormalization",
                    "Reciprocal",
                    "Relu",
                    "Selu",
                    "Sigmoid",
                    "Sign",
                    "SimplifiedLayerNormalization",
                    "Sin",
                    "Softmax",
                    "Softplus",
                    "Softsign",
                    "Sqrt",
                    "Sub",
                    "Sum",
                    "Swish",
                    "Tanh",
                    "Where");

    private final Map<String, List<String>> groups = new HashMap<>();

    private SameShape() {}

    /**
     * The groups of a graph.
     *
     * @param shapes of a probe run whose open sizes are larger than 1 and unlike others
     */
    static SameShape of(Graph graph, Map<String, Shape> shapes) {
        var same = new SameShape();
        for (Node node : graph.nodes()) {
            if (ELEMENTWISE.contains(node.opType())) {
                String output = node.outputs().getFirst();
                node.inputs().stream()
                        .filter(input -> areEqual(shapes, input, output))
                        .forEach(input -> same.join(input, output));
            }
        }
        return same;
    }

    private static boolean areEqual(Map<String, Shape> shapes, String input, String output) {
        Shape shape = shapes.get(input);
        return shape != null && shape.equals(shapes.get(output));
    }

    private void join(String one, String other) {
        List<String> ours = groupOf(one);
        List<String> theirs = groupOf(other);
        if (!ours.contains(other)) {
            ours.addAll(theirs);
            theirs.forEach(value -> groups.put(value, ours));
        }
    }

    private List<String> groupOf(String value) {
        return groups.computeIfAbsent(value, each -> new ArrayList<>(List.of(each)));
    }

    /** The values with the shape of a value, itself among them. */
    List<String> as(String value) {
        return groups.getOrDefault(value, List.of(value));
    }
}
