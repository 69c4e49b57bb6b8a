package dev.merganser.evaluators.path;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.Tensor;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the values of a graph grow with its state: a value of degree d is multiplied by c^d where the
 * state is multiplied by c &gt; 0. What a norm gives has degree 0, however it is written out; but
 * for the epsilon in it, which is left out of account. Values that do not depend on the state have
 * degree 0, and those that grow in no such way have none (NaN).
 */
final class Homogeneity {

    /** What is at most an epsilon. */
    private static final double SMALL = 1e-3;

    /** That of ONNX's norms. */
    private static final float STANDARD_EPSILON = 1e-5f;

    private static final Set<String> NORMS = Operators.with(Operators.NORMS, "LpNormalization");

    /** Operators whose result grows as their first input does. */
    private static final Set<String> PROPORTIONAL =
            Operators.with(
                    Operators.FORMS,
                    "Expand",
                    "Slice",
                    "Gather",
                    "Split",
                    "Neg",
                    "Abs",
                    "Relu",
                    "LeakyRelu",
                    "ReduceSum",
                    "ReduceMean",
                    "ReduceMax",
                    "ReduceMin",
                    "ReduceL1",
                    "ReduceL2");

    private static final Set<String> SUMS = Set.of("Add", "Sub", "Sum", "Concat", "Max", "Min");

    private final Map<String, Tensor> constants = new HashMap<>();
    private final Map<String, Double> degrees = new HashMap<>();
    private final IdentityHashMap<Node, Integer> residual;
    private double epsilon;

    private Homogeneity(Graph graph, String state, IdentityHashMap<Node, Integer> residual) {
        this.residual = residual;
        graph.initializers().stream()
                .map(Initializer::tensor)
                .forEach(tensor -> constants.put(tensor.name(), tensor));
        degrees.put(state, 1.0);
        graph.nodes().forEach(this::add);
    }

    /**
     * The degrees of a layer or a head.
     *
     * @param residual the operand that is the state, of each sum whose result is the state again,
     *     whatever the degree of what is added
     */
    static Homogeneity of(Graph graph, String state, IdentityHashMap<Node, Integer> residual) {
        return new Homogeneity(graph, state, residual);
    }

    /** The largest epsilon that was left out of account; 0 for none. */
    double epsilon() {
        return epsilon;
    }

    /** The degree of a value. */
    double degree(String value) {
        return degrees.getOrDefault(value, 0.0);
    }

    private void add(Node node) {
        double degree = of(node);
        boolean norm = NORMS.contains(node.opType());
        for (int o = 0; o < node.outputs().size(); o++) {
            degrees.put(node.outputs().get(o), norm && o > 0 ? Double.NaN : degree);
        }
    }

    private double of(Node node) {
        Integer state = residual.get(node);
        if (state != null) {
            return at(node, state);
        }
        boolean invariant =
                StateFlow.SHAPES.contains(node.opType())
                        || node.inputs().stream().allMatch(input -> degree(input) == 0);
        return invariant ? 0 : grown(node);
    }

    private double at(Node node, int input) {
        return input < node.inputs().size() ? degree(node.inputs().get(input)) : 0;
    }

    private double grown(Node node) {
        String op = node.opType();
        if (NORMS.contains(op)) {
            epsilon = Math.max(epsilon, node.floatAttribute("epsilon", STANDARD_EPSILON));
            return restIsFixed(node) && !Double.isNaN(at(node, 0)) ? 0 : Double.NaN;
        }
        if (PROPORTIONAL.contains(op)) {
            return restIsFixed(node) ? at(node, 0) : Double.NaN;
        }
        if (SUMS.contains(op)) {
            return sum(node);
        }
        return switch (op) {
            case "Mul", "MatMul" -> at(node, 0) + at(node, 1);
            case "Div" -> at(node, 0) - at(node, 1);
            case "Gemm" -> node.inputs().size() < 3 ? at(node, 0) + at(node, 1) : withBias(node);
            case "Pow" -> at(node, 0) * constant(node.inputs().get(1));
            case "Sqrt" -> at(node, 0) / 2;
            case "Reciprocal" -> -at(node, 0);
            case "ReduceSumSquare" -> 2 * at(node, 0);
            case "Clip" -> clipped(node);
            default -> Double.NaN;
        };
    }

    private boolean restIsFixed(Node node) {
        return node.inputs().stream().skip(1).allMatch(input -> degree(input) == 0);
    }

    private double withBias(Node node) {
        double product = at(node, 0) + at(node, 1);
        return product == at(node, 2) ? product : Double.NaN;
    }

    /** Summands of one degree; an epsilon is none. */
    private double sum(Node node) {
        Set<Double> found = new HashSet<>();
        for (String input : node.inputs()) {
            if (isSmall(input)) {
                epsilon = Math.max(epsilon, Math.abs(constant(input)));
            } else {
                found.add(degree(input));
            }
        }
        return found.size() == 1 ? found.iterator().next() : Double.NaN;
    }

    /** Kept above an epsilon only. */
    private double clipped(Node node) {
        List<String> inputs = node.inputs();
        boolean below = inputs.size() > 1 && isSmall(inputs.get(1));
        boolean open = inputs.size() < 3 || inputs.get(2).isEmpty();
        return below && open ? at(node, 0) : Double.NaN;
    }

    private boolean isSmall(String value) {
        return Math.abs(constant(value)) <= SMALL;
    }

    /** A single number that is no weight; NaN for everything else. */
    private double constant(String value) {
        Tensor constant = constants.get(value);
        if (constant == null || !constant.dtype().isFloat() || constant.shape().elements() != 1) {
            return Double.NaN;
        }
        return constant.floats()[0];
    }
}
