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

    private final Groups shapes = new Groups();
    private final Groups rows = new Groups();

    private SameShape() {}

    /** Values that are known to have something in common. */
    private static final class Groups {
        private final Map<String, List<String>> groups = new HashMap<>();

        void join(String one, String other) {
            List<String> ours = changing(one);
            List<String> theirs = changing(other);
            if (!ours.contains(other)) {
                ours.addAll(theirs);
                theirs.forEach(value -> groups.put(value, ours));
            }
        }

        private List<String> changing(String value) {
            return groups.computeIfAbsent(value, each -> new ArrayList<>(List.of(each)));
        }

        List<String> of(String value) {
            return groups.getOrDefault(value, List.of(value));
        }
    }

    /**
     * The groups of a graph.
     *
     * @param shapes of a probe run whose open sizes are larger than 1 and unlike others
     */
    static SameShape of(Graph graph, Map<String, Shape> shapes) {
        var same = new SameShape();
        for (Node node : graph.nodes()) {
            if (ELEMENTWISE.contains(node.opType())) {
                same.joinElementwise(node, shapes);
            } else if (keepsRows(node, shapes)) {
                same.rows.join(node.inputs().getFirst(), node.outputs().getFirst());
            }
        }
        return same;
    }

    private void joinElementwise(Node node, Map<String, Shape> all) {
        String output = node.outputs().getFirst();
        node.inputs().stream()
                .filter(input -> areEqual(all, input, output))
                .forEach(
                        input -> {
                            shapes.join(input, output);
                            rows.join(input, output);
                        });
    }

    private static boolean areEqual(Map<String, Shape> shapes, String input, String output) {
        Shape shape = shapes.get(input);
        return shape != null && shape.equals(shapes.get(output));
    }

    /** Whether a node multiplies the rows of its first input by one matrix. */
    private static boolean keepsRows(Node node, Map<String, Shape> shapes) {
        return switch (node.opType()) {
            case "Gemm" -> node.intAttribute("transA", 0) == 0;
            case "MatMul" ->
                    node.inputs().stream()
                            .map(shapes::get)
                            .allMatch(shape -> shape != null && shape.rank() == 2);
            default -> false;
        };
    }

    /** The values with the shape of a value, itself among them. */
    List<String> as(String value) {
        return shapes.of(value);
    }

    /** The first value that has as many rows as a value. */
    String rowsOf(String value) {
        return rows.of(value).getFirst();
    }
}
