package dev.merganser.evaluators.gradient;

import static dev.merganser.evaluators.gradient.Sizes.transposed;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Gradients of matrix products. The gradient of a weight is one product of flattened rows, however
 * many axes come before them; ONNX Runtime fuses a transposed operand into the product.
 */
final class ProductRules {

    static final Map<String, Rule> RULES =
            Map.of("MatMul", ProductRules::matMul, "Gemm", ProductRules::gemm);

    private ProductRules() {}

    private static void matMul(Application at) {
        int left = at.shape(at.input(0)).rank();
        int right = at.shape(at.input(1)).rank();
        if (right == 1) {
            timesVector(at, left);
        } else if (left == 1) {
            vectorTimes(at, right);
        } else if (right == 2) {
            rows(at, left);
        } else {
            batched(at, left, right);
        }
    }

    /** {@code [..., i] x [i, o]}: the axes in front are just more rows. */
    private static void rows(Application at, int rank) {
        String gradient = at.gradient(0).orElseThrow();
        if (at.wanted(0)) {
            at.give(
                    0,
                    rank == 2
                            ? gemm(at, gradient, false, at.input(1), true)
                            : product(at, gradient, transposed(at, at.input(1), 2)));
        }
        if (at.wanted(1)) {
            String inputs = flattened(at, at.input(0), rank);
            at.give(1, gemm(at, inputs, true, flattened(at, gradient, rank), false));
        }
    }

    private static String flattened(Application at, String value, int rank) {
        return rank == 2
                ? value
                : at.emit("Flatten", List.of(value), Attribute.of("axis", rank - 1L));
    }

    private static void batched(Application at, int left, int right) {
        String gradient = at.gradient(0).orElseThrow();
        BinaryOperator<String> product = left == right ? at::product : (a, b) -> product(at, a, b);
        if (at.wanted(0)) {
            String sum = product.apply(gradient, transposed(at, at.input(1), right));
            at.give(0, at.unbroadcast(sum, shape(at, 0, left), 0));
        }
        if (at.wanted(1)) {
            String sum = product.apply(transposed(at, at.input(0), left), gradient);
            at.give(1, at.unbroadcast(sum, shape(at, 1, right), 1));
        }
    }

    /** The matrices of an input, as many as the product has. */
    private static Shape shape(Application at, int input, int rank) {
        List<Long> output = at.shape(at.output(0)).dims();
        List<Long> dims = new ArrayList<>(output.subList(0, output.size() - 2));
        dims.addAll(at.shape(at.input(input)).dims().subList(rank - 2, rank));
        return new Shape(dims);
    }

    /** {@code [..., m, k] x [k]}. */
    private static void timesVector(Application at, int left) {
        String gradient = at.gradient(0).orElseThrow();
        if (at.wanted(0)) {
            String column = at.unsqueeze(gradient, Math.max(left - 1L, 0));
            at.give(0, at.emit("Mul", List.of(column, at.input(1))));
        }
        if (at.wanted(1)) {
            String rows = at.emit("Flatten", List.of(at.input(0)), Attribute.of("axis", left - 1L));
            String sum = gemm(at, rows, true, Sizes.reshaped(at, gradient, -1, 1), false);
            at.give(1, at.squeeze(sum, 1));
        }
    }

    /** {@code [k] x [..., k, n]}. */
    private static void vectorTimes(Application at, int right) {
        String gradient = at.gradient(0).orElseThrow();
        if (at.wanted(0)) {
            String column = at.unsqueeze(gradient, right - 1L);
            String sums = at.squeeze(product(at, at.input(1), column), right - 1L);
            at.give(0, at.sum(sums, false, Integers.range(0, right - 2L)));
        }
        if (at.wanted(1)) {
            String row = at.unsqueeze(gradient, right - 2L);
            at.give(1, at.emit("Mul", List.of(at.unsqueeze(at.input(0), 1), row)));
        }
    }

    private static void gemm(Application at) {
        Node node = at.node();
        boolean transA = node.intAttribute("transA", 0) != 0;
        boolean transB = node.intAttribute("transB", 0) != 0;
        String gradient = at.gradient(0).orElseThrow();
        double alpha = node.floatAttribute("alpha", 1);
        if (at.wanted(0)) {
            String own =
                    transA
                            ? gemm(at, at.input(1), transB, gradient, true)
                            : gemm(at, gradient, false, at.input(1), !transB);
            at.give(0, at.scale(own, alpha));
        }
        if (at.wanted(1)) {
            String own =
                    transB
                            ? gemm(at, gradient, true, at.input(0), transA)
                            : gemm(at, at.input(0), !transA, gradient, false);
            at.give(1, at.scale(own, alpha));
        }
        if (node.inputs().size() > 2 && at.wanted(2)) {
            String own = at.unbroadcast(gradient, at.shape(at.output(0)), 2);
            at.give(2, at.scale(own, node.floatAttribute("beta", 1)));
        }
    }

    private static String product(Application at, String left, String right) {
        return at.emit("MatMul", List.of(left, right));
    }

    /** A product of two matrices, each of which may be taken transposed. */
    private static String gemm(
            Application at, String left, boolean transA, String right, boolean transB) {
        return at.emit(
                "Gemm",
                List.of(left, right),
                Attribute.of("transA", transA ? 1 : 0),
                Attribute.of("transB", transB ? 1 : 0));
    }
}
