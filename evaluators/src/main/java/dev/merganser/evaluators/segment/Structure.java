package dev.merganser.evaluators.segment;

import dev.merganser.recipes.file.Sha256;
import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.AttributeValue;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a group of nodes computes, without the names: two groups with equal text compute the same
 * function of their entering values and weights, taken in order of first use.
 */
public final class Structure {

    private final Map<String, String> numbered = new HashMap<>();
    private final Map<String, TensorInfo> weights;
    private final Map<String, Tensor> constants;
    private final StringBuilder text = new StringBuilder();
    private int weightCount;
    private int enteringCount;

    private Structure(Map<String, TensorInfo> weights, Map<String, Tensor> constants) {
        this.weights = weights;
        this.constants = constants;
    }

    /**
     * The text of a group.
     *
     * @param weights the weights of the graph by name
     * @param constants its other constants by name
     */
    public static String of(
            List<Node> nodes, Map<String, TensorInfo> weights, Map<String, Tensor> constants) {
        var structure = new Structure(weights, constants);
        for (int n = 0; n < nodes.size(); n++) {
            structure.add(nodes.get(n), n);
        }
        return structure.text.toString();
    }

    /** The text of a segment. */
    public static String of(Segment segment) {
        return of(
                segment.graph().nodes(),
                segment.weights().stream()
                        .collect(Collectors.toMap(TensorInfo::name, Function.identity())),
                segment.graph().initializers().stream()
                        .map(Initializer::tensor)
                        .collect(Collectors.toMap(Tensor::name, Function.identity())));
    }

    /** The first node of a segment that is not as in another; empty where only the end differs. */
    public static Optional<String> difference(Segment segment, Segment other) {
        List<String> ours = of(segment).lines().toList();
        List<String> theirs = of(other).lines().toList();
        for (int n = 0; n < Math.min(ours.size(), segment.graph().nodes().size()); n++) {
            if (n >= theirs.size() || !ours.get(n).equals(theirs.get(n))) {
                Node node = segment.graph().nodes().get(n);
                return Optional.of("%s (%s)".formatted(node.name(), node.opType()));
            }
        }
        return Optional.empty();
    }

    private void add(Node node, int number) {
        text.append(node.domain()).append(':').append(node.opType()).append('(');
        for (String input : node.inputs()) {
            text.append(number(input)).append(' ');
        }
        text.append(')');
        for (Attribute attribute : node.attributes()) {
            text.append(attribute.name()).append('=').append(text(attribute.value())).append(';');
        }
        text.append('>').append(node.outputs().size()).append('\n');
        for (int o = 0; o < node.outputs().size(); o++) {
            numbered.put(node.outputs().get(o), "v" + number + "." + o);
        }
    }

    private String number(String value) {
        return value.isEmpty() ? "-" : numbered.computeIfAbsent(value, this::newNumber);
    }

    private String newNumber(String value) {
        if (weights.containsKey(value)) {
            return "w" + weightCount++ + weights.get(value).shape();
        }
        Tensor constant = constants.get(value);
        return constant == null ? "e" + enteringCount++ : content(constant);
    }

    private static String text(AttributeValue value) {
        return value instanceof AttributeValue.TensorValue(Tensor tensor)
                ? content(tensor)
                : value.toString();
    }

    /** Type, shape and a hash of the bytes of a constant. */
    public static String content(Tensor tensor) {
        return "%s%s#%s"
                .formatted(
                        tensor.info().dtype(),
                        tensor.info().shape(),
                        Sha256.of(tensor.data().toArray(ValueLayout.JAVA_BYTE)));
    }
}
