package dev.merganser.evaluators.text;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;

/** Graphs over tokens whose outputs can be worked out by hand. */
public final class TextModels {

    /** Rows of the table of positions. */
    public static final int POSITIONS = 40;

    private TextModels() {}

    /** What stands in tables of weights: no two alike, in (−1, 1). */
    public static float entry(int row, int column) {
        return (float) Math.sin(1 + 7.3 * row + 1.7 * column * (row + 1));
    }

    /**
     * Vectors of tokens {@code [batch, tokens, hidden]}: {@code entry(token, h) + entry(position,
     * h) / 8 + mask · h}.
     *
     * @param dtype of its inputs ids, mask and positions
     */
    public static Graph encoder(int tokens, int hidden, DType dtype) {
        GraphBuilder graph = GraphBuilder.named("encoder").opset(17);
        Dim[] dims = {Dim.of("batch"), Dim.of("tokens")};
        graph.input("input_ids", dtype, dims);
        graph.input("attention_mask", dtype, dims);
        graph.input("position_ids", dtype, dims);
        table(graph, "words", tokens, hidden, 1);
        String positions = "embeddings.position_embeddings.weight";
        table(graph, positions, POSITIONS, hidden, .125f);
        float[] steps = new float[hidden];
        for (int h = 0; h < hidden; h++) {
            steps[h] = h;
        }
        graph.initializer("steps", Shape.of(hidden), steps);
        graph.integers("axis", 2);
        String words = graph.node("/words", "Gather", List.of("words", "input_ids"));
        String places = graph.node("/places", "Gather", List.of(positions, "position_ids"));
        String mask =
                graph.node("/float", "Cast", List.of("attention_mask"), Attribute.of("to", 1));
        String column = graph.node("/column", "Unsqueeze", List.of(mask, "axis"));
        String seen = graph.node("/seen", "Mul", List.of(column, "steps"));
        String both = graph.node("/both", "Add", List.of(words, places));
        graph.node(Node.of("/out", "Add", List.of(both, seen), List.of("hidden")));
        graph.output("hidden", DType.F32, dims[0], dims[1], Dim.of(hidden));
        return graph.build();
    }

    /** One vector per text {@code [batch, hidden]}: the mean of its tokens', without a mask. */
    public static Graph pooled(int tokens, int hidden) {
        GraphBuilder graph = GraphBuilder.named("pooled").opset(17);
        graph.input("tokens", DType.I64, Dim.of("batch"), Dim.of("tokens"));
        table(graph, "words", tokens, hidden, 1);
        String words = graph.node("/words", "Gather", List.of("words", "tokens"));
        graph.node(
                Node.of(
                        "/mean",
                        "ReduceMean",
                        List.of(words),
                        List.of("vector"),
                        Attribute.ints("axes", 1),
                        Attribute.of("keepdims", 0)));
        graph.output("vector", DType.F32, Dim.of("batch"), Dim.of(hidden));
        return graph.build();
    }

    /**
     * A causal model: the logit of a token v after some tokens is the sum of {@code entry(token,
     * v)} over them.
     */
    public static Graph causal(int tokens) {
        GraphBuilder graph = GraphBuilder.named("causal").opset(17);
        graph.input("input_ids", DType.I64, Dim.of("batch"), Dim.of("tokens"));
        table(graph, "words", tokens, tokens, 1);
        graph.integer("axis", 1);
        String words = graph.node("/words", "Gather", List.of("words", "input_ids"));
        graph.node(Node.of("/sums", "CumSum", List.of(words, "axis"), List.of("logits")));
        graph.output("logits", DType.F32, Dim.of("batch"), Dim.of("tokens"), Dim.of(tokens));
        return graph.build();
    }

    /** The logarithm of the probability that the causal model gives a token after some. */
    public static double logProbability(int tokens, List<Integer> before, int next) {
        double[] logits = new double[tokens];
        for (int token : before) {
            for (int v = 0; v < tokens; v++) {
                logits[v] += entry(token, v);
            }
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        return logits[next] - Math.log(sum);
    }

    private static void table(GraphBuilder graph, String name, int rows, int columns, float scale) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = scale * entry(i / columns, i % columns);
        }
        graph.initializer(name, Shape.of(rows, columns), values);
    }
}
