package dev.merganser.evaluators.path;

import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;

/** Chains {@code h = relu(h · w)} of two layers on [batch, 4], with what may go around layers. */
final class Chain {

    private final GraphBuilder graph = GraphBuilder.named("chain").opset(18);
    private String context = "";
    private String headContext = "";
    private String layerInput = "";
    private String stemInput = "";
    private boolean twoStates;
    private boolean stem = true;

    private Chain() {}

    static Chain of() {
        return new Chain();
    }

    /** All layers add a value of the stem: {@code operator(x)} as {@code mask}, or its state. */
    Chain context(String operator) {
        context = operator;
        return this;
    }

    /** The head adds {@code operator(x)}, computed in the stem. */
    Chain headContext(String operator) {
        headContext = operator;
        return this;
    }

    /** All layers add an input. */
    Chain layersTake(String input) {
        layerInput = input;
        return this;
    }

    /** The stem adds an input. */
    Chain stemTakes(String input) {
        stemInput = input;
        return this;
    }

    /** Layers hand on what they took as well. */
    Chain twoStates() {
        twoStates = true;
        return this;
    }

    /** The first layer takes the input of the graph. */
    Chain withoutStem() {
        stem = false;
        return this;
    }

    Graph build() {
        input("x");
        for (String input : List.of(layerInput, stemInput)) {
            if (!input.isEmpty()) {
                input(input);
            }
        }
        String state = stem ? node("/stem/first", "Abs", "first", "x") : "x";
        if (!stemInput.isEmpty()) {
            state = node("/stem/add", "Add", "added", state, stemInput);
        }
        if (!context.isEmpty() && !context.equals("first")) {
            node("/stem/mask", context, "mask", "x");
        }
        if (!headContext.isEmpty()) {
            node("/stem/extra", headContext, "extra", "x");
        }
        String before = twoStates ? node("/stem/second", "Neg", "second", "x") : "";
        for (int layer = 0; layer < 2; layer++) {
            String next = layer(layer, state, before);
            before = twoStates ? node("/layers." + layer + "/keep", "Abs", "k" + layer, state) : "";
            state = next;
        }
        if (!headContext.isEmpty()) {
            state = node("/head/add", "Add", "last", state, "extra");
        }
        if (twoStates) {
            state = node("/head/both", "Add", "last", state, before);
        }
        node("/head/soft", "Softmax", "y", state);
        graph.output("y", DType.F32, Dim.of("batch"), Dim.of(4));
        return graph.build();
    }

    private String layer(int layer, String state, String before) {
        String path = "/layers." + layer + "/";
        float[] values = new float[16];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 7 + layer * 3) % 5 - 2;
        }
        graph.initializer("w" + layer, Shape.of(4, 4), values);
        String sum = node(path + "mul", "MatMul", "m" + layer, state, "w" + layer);
        String added =
                !context.isEmpty()
                        ? (context.equals("first") ? "first" : "mask")
                        : !layerInput.isEmpty() ? layerInput : before;
        if (!added.isEmpty()) {
            sum = node(path + "add", "Add", "a" + layer, sum, added);
        }
        return node(path + "relu", "Relu", "h" + layer, sum);
    }

    private void input(String name) {
        graph.input(name, DType.F32, Dim.of("batch"), Dim.of(4));
    }

    private String node(String name, String operator, String value, String... inputs) {
        graph.node(Node.of(name, operator, List.of(inputs), List.of(value)));
        return value;
    }
}
