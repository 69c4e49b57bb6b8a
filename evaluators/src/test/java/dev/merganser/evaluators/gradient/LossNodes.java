package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.List;

/** Appends a loss to a graph, so that it is differentiated with it. */
final class LossNodes {

    private final Graph graph;
    private final List<Node> nodes;
    private final List<Initializer> initializers;
    private final List<ValueInfo> inputs;

    private LossNodes(Graph graph) {
        this.graph = graph;
        nodes = new ArrayList<>(graph.nodes());
        initializers = new ArrayList<>(graph.initializers());
        inputs = new ArrayList<>(graph.inputs());
    }

    /** Mean entropy of the classes that a linear head [features, classes] gives. */
    static Graph entropy(Graph graph, String features, float[] head, int classes) {
        return new LossNodes(graph).entropyOf(features, head, classes).build();
    }

    /** The same for the first token of each text, its state scaled to a root mean square of 1. */
    static Graph entropyOfTexts(Graph graph, String states, float[] head, int classes) {
        var loss = new LossNodes(graph);
        loss.initializers.add(new Initializer(Tensors.longs("loss.first", 0)));
        loss.node("Gather", List.of(states, "loss.first"), "loss.token", Attribute.of("axis", 1));
        loss.node("Squeeze", List.of("loss.token"), "loss.row", Attribute.ints("axes", 1));
        loss.node("Mul", List.of("loss.row", "loss.row"), "loss.squares");
        loss.mean("loss.squares", "loss.square", true, 1);
        loss.node("Sqrt", List.of("loss.square"), "loss.root");
        loss.node("Div", List.of("loss.row", "loss.root"), "loss.unit");
        return loss.entropyOf("loss.unit", head, classes).build();
    }

    /**
     * Cross-entropy of tokens.
     *
     * @param logits [batch, tokens, vocabulary]
     * @param size batch · tokens · vocabulary over the number of scored tokens
     */
    static Graph crossEntropy(Graph graph, String logits, int vocabulary, float size) {
        var loss = new LossNodes(graph);
        loss.inputs.add(
                ValueInfo.of(
                        "target",
                        DType.F32,
                        Dim.of("batch"),
                        Dim.of("tokens"),
                        Dim.of(vocabulary)));
        loss.node("LogSoftmax", List.of(logits), "loss.logs", Attribute.of("axis", -1));
        loss.node("Mul", List.of("loss.logs", "target"), "loss.products");
        loss.mean("loss.products", "loss.mean", false, 0, 1, 2);
        loss.initializers.add(new Initializer(Tensors.floats("loss.size", Shape.of(), -size)));
        loss.node("Mul", List.of("loss.mean", "loss.size"), WholeModel.LOSS);
        return loss.build();
    }

    private LossNodes entropyOf(String features, float[] head, int classes) {
        Shape shape = Shape.of(head.length / classes, classes);
        initializers.add(new Initializer(Tensors.floats("loss.head", shape, head)));
        initializers.add(new Initializer(Tensors.floats("loss.size", Shape.of(), -classes)));
        node("MatMul", List.of(features, "loss.head"), "loss.logits");
        node("Softmax", List.of("loss.logits"), "loss.shares", Attribute.of("axis", 1));
        node("Log", List.of("loss.shares"), "loss.logs");
        node("Mul", List.of("loss.shares", "loss.logs"), "loss.products");
        mean("loss.products", "loss.mean", false, 0, 1);
        node("Mul", List.of("loss.mean", "loss.size"), WholeModel.LOSS);
        return this;
    }

    private void mean(String value, String mean, boolean keeps, long... axes) {
        Attribute keep = Attribute.of("keepdims", keeps ? 1L : 0L);
        if (graph.opsets().getOrDefault("", 0L) < 18) {
            node("ReduceMean", List.of(value), mean, Attribute.ints("axes", axes), keep);
            return;
        }
        String name = mean + ".axes";
        initializers.add(new Initializer(Tensors.longs(name, axes)));
        node("ReduceMean", List.of(value, name), mean, keep);
    }

    private void node(String op, List<String> values, String result, Attribute... attributes) {
        nodes.add(Node.of("/" + result, op, values, List.of(result), attributes));
    }

    private Graph build() {
        return graph.withNodes(nodes)
                .withInputs(inputs)
                .withInitializers(initializers)
                .withOutputs(List.of(ValueInfo.of(WholeModel.LOSS, DType.F32)));
    }
}
