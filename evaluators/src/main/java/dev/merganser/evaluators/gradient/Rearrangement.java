package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Nodes of a gradient graph that only lay elements out in another way, as few as will do: what the
 * forward graph or a rule has turned or reshaped is not turned back and forth, and where a product
 * of matrices is to be turned its factors are, which ONNX Runtime does within the product.
 */
final class Rearrangement {

    /** A value that is another with its axes in another order. */
    private record Turned(String value, List<Long> order) {}

    /** Two stacks of matrices of one rank. */
    private record Factors(String left, String right) {}

    private final Emission emission;
    private final Map<String, Turned> turned = new HashMap<>();
    private final Map<String, String> reshaped = new HashMap<>();
    private final Map<String, Factors> products = new HashMap<>();

    Rearrangement(Emission emission, Graph forward) {
        this.emission = emission;
        forward.nodes().stream()
                .filter(node -> node.opType().equals("Transpose"))
                .filter(node -> node.attribute("perm").isPresent())
                .forEach(this::addTurned);
    }

    private void addTurned(Node node) {
        List<Long> order = node.intsAttribute("perm", List.of());
        turned.put(node.outputs().getFirst(), new Turned(node.inputs().getFirst(), order));
    }

    /** The product of two stacks of matrices of one rank. */
    String product(String left, String right) {
        String product = emission.node("MatMul", List.of(left, right));
        products.put(product, new Factors(left, right));
        return product;
    }

    /** A value with its axes in another order. */
    String turned(String value, List<Long> order) {
        Turned before = turned.get(value);
        List<Long> both = before == null ? order : both(before.order(), order);
        if (isRising(both)) {
            return before == null ? value : before.value();
        }
        if (before != null && emission.makes(value)) {
            return turned(before.value(), both);
        }
        return products.containsKey(value) && exchangesLast(order)
                ? turnedProduct(value, order)
                : added(value, order);
    }

    private static List<Long> both(List<Long> before, List<Long> after) {
        return after.stream().map(axis -> before.get(axis.intValue())).toList();
    }

    private static boolean isRising(List<Long> order) {
        return IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i);
    }

    private static boolean exchangesLast(List<Long> order) {
        int rank = order.size();
        return order.getLast() == rank - 2L && isRising(order.subList(0, rank - 2));
    }

    private String turnedProduct(String product, List<Long> order) {
        Factors factors = Objects.requireNonNull(products.get(product));
        return product(turned(factors.right(), order), turned(factors.left(), order));
    }

    private String added(String value, List<Long> order) {
        long[] axes = order.stream().mapToLong(Long::longValue).toArray();
        String result = emission.node("Transpose", List.of(value), Attribute.ints("perm", axes));
        turned.put(result, new Turned(value, order));
        return result;
    }

    /** A value with the dimensions of a forward value. */
    String reshaped(String value, String shape) {
        String source = reshaped.getOrDefault(value, value);
        String result = emission.node("Reshape", List.of(source, shape));
        reshaped.put(result, source);
        return result;
    }
}
