package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.segment.Segment;
import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes a segment so that its forward pass gives what its backward pass needs: attention is
 * written out, or gives what each query took of each value, and normalizations also give what they
 * took away and multiplied by. What the segment computes stays the same but for rounding.
 * (Normalizations that are written out stay so: ONNX Runtime's one operator for them takes more
 * than twice the time.)
 */
final class Preparation {

    private static final int SCORES = 3;
    private static final String SCORES_MODE = "qk_matmul_output_mode";
    private static final long AFTER_SOFTMAX = 3;

    private Preparation() {}

    static Segment of(Segment segment) {
        Graph graph = segment.graph();
        List<Node> nodes = new ArrayList<>();
        List<Initializer> constants = new ArrayList<>(graph.initializers());
        for (Node node : graph.nodes()) {
            if (AttentionParts.covers(node)) {
                var parts = AttentionParts.of(node);
                nodes.addAll(parts.nodes());
                constants.addAll(parts.constants());
            } else {
                nodes.add(telling(node));
            }
        }
        return new Segment(graph.withNodes(nodes).withInitializers(constants), segment.weights());
    }

    private static Node telling(Node node) {
        if (!node.domain().isEmpty()) {
            return node;
        }
        return switch (node.opType()) {
            case "LayerNormalization" -> withOutputs(node, 3);
            case "Attention" -> withShares(node);
            default -> node;
        };
    }

    private static Node withOutputs(Node node, int count) {
        List<String> outputs = new ArrayList<>(node.outputs());
        while (outputs.size() < count) {
            outputs.add("");
        }
        for (int i = 1; i < count; i++) {
            if (outputs.get(i).isEmpty()) {
                outputs.set(i, "%s/told/%d".formatted(outputs.getFirst(), i));
            }
        }
        return new Node(
                node.name(),
                node.opType(),
                node.domain(),
                node.inputs(),
                outputs,
                node.attributes());
    }

    private static Node withShares(Node node) {
        boolean told = node.outputs().size() > SCORES && !node.outputs().get(SCORES).isEmpty();
        if (told) {
            return node;
        }
        List<String> outputs = new ArrayList<>(node.outputs());
        while (outputs.size() < SCORES) {
            outputs.add("");
        }
        outputs.addLast(outputs.getFirst() + "/told/shares");
        Stream<Attribute> others =
                node.attributes().stream()
                        .filter(attribute -> !attribute.name().equals(SCORES_MODE));
        return new Node(
                node.name(),
                node.opType(),
                node.domain(),
                node.inputs(),
                outputs,
                Stream.concat(others, Stream.of(Attribute.of(SCORES_MODE, AFTER_SOFTMAX)))
                        .toList());
    }
}
