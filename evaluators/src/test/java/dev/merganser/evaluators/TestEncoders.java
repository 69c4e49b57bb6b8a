package dev.merganser.evaluators;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Small text encoders as PyTorch exports BERT: opset 11, {@code input_ids}, {@code attention_mask}
 * and {@code token_type_ids} as int64 [batch, tokens], {@code last_hidden_state} [batch, tokens,
 * hidden], the matrices anonymous and [in, out], random weights.
 */
public final class TestEncoders {

    public static final int VOCABULARY = 40;
    public static final int POSITIONS = 32;

    private final GraphBuilder graph;
    private final RandomGenerator random;
    private final int hidden;
    private final boolean anonymous;
    private int number = 1500;

    private TestEncoders(int hidden, boolean anonymous, long seed) {
        graph = GraphBuilder.named("encoder").opset(11);
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.hidden = hidden;
        this.anonymous = anonymous;
    }

    /** An encoder with two heads, as it is exported. */
    public static Graph bert(int layers, int hidden, long seed) {
        return new TestEncoders(hidden, true, seed).build(layers);
    }

    /** The same weights, the matrices named and [in, out]. */
    public static Graph named(int layers, int hidden, long seed) {
        return new TestEncoders(hidden, false, seed).build(layers);
    }

    private Graph build(int layers) {
        for (String input : List.of("input_ids", "attention_mask", "token_type_ids")) {
            graph.input(input, DType.I64, Dim.of("batch"), Dim.of("tokens"));
        }
        graph.integers("heads", 0, 0, 2, hidden / 2);
        graph.integers("joined", 0, 0, hidden);
        graph.scalar("one", 1);
        graph.scalar("far", -10_000);
        graph.scalar("two", 2);
        graph.scalar("root", 1.4142135f);
        graph.scalar("half", .5f);
        graph.scalar("epsilon", 1e-12f);
        graph.scalar("scale", (float) Math.sqrt(hidden / 2.0));
        String mask = mask();
        String state = embeddings();
        for (int layer = 0; layer < layers; layer++) {
            state = layer(layer, state, mask, layer == layers - 1);
        }
        graph.output(
                "last_hidden_state", DType.F32, Dim.of("batch"), Dim.of("tokens"), Dim.of(hidden));
        return graph.build();
    }

    private String mask() {
        Attribute axes = Attribute.ints("axes", 1, 2);
        String wide = node("/Unsqueeze", "Unsqueeze", List.of("attention_mask"), axes);
        String real = node("/Cast", "Cast", List.of(wide), Attribute.of("to", 1));
        String hiddenOnes = node("/Sub", "Sub", List.of("one", real));
        return node("/Mul", "Mul", List.of(hiddenOnes, "far"));
    }

    private String embeddings() {
        var ids = new long[POSITIONS];
        for (int i = 0; i < POSITIONS; i++) {
            ids[i] = i;
        }
        graph.integers("embeddings.position_ids", ids);
        graph.integers("from", 0);
        graph.integers("axis", 0);
        String shape = node("/embeddings/Shape", "Shape", List.of("input_ids"));
        graph.integers("second", 1);
        String tokens = node("/embeddings/Gather", "Gather", List.of(shape, "second"));
        String positions =
                node(
                        "/embeddings/Slice",
                        "Slice",
                        List.of("embeddings.position_ids", "from", tokens, "axis"));
        String words = lookup("word_embeddings", VOCABULARY, "input_ids");
        String types = lookup("token_type_embeddings", 2, "token_type_ids");
        String places = lookup("position_embeddings", POSITIONS, positions);
        String sum = node("/embeddings/Add", "Add", List.of(words, types));
        String all = node("/embeddings/Add_1", "Add", List.of(sum, places));
        return norm("/embeddings/LayerNorm", "embeddings.LayerNorm", all, "");
    }

    private String lookup(String table, int rows, String ids) {
        String weight = weight("embeddings." + table + ".weight", .5f, rows, hidden);
        return node("/embeddings/" + table + "/Gather", "Gather", List.of(weight, ids));
    }

    private String layer(int number, String state, String mask, boolean last) {
        String path = "/encoder/layer." + number + "/";
        String name = "encoder.layer." + number + ".";
        String query = heads(path, name, "query", state, 0, 2, 1, 3);
        String key = heads(path, name, "key", state, 0, 2, 3, 1);
        String value = heads(path, name, "value", state, 0, 2, 1, 3);
        String self = path + "attention/self/";
        String scores = node(self + "MatMul", "MatMul", List.of(query, key));
        String scaled = node(self + "Div", "Div", List.of(scores, "scale"));
        String masked = node(self + "Add", "Add", List.of(scaled, mask));
        String weights =
                node(self + "Softmax", "Softmax", List.of(masked), Attribute.of("axis", 3));
        String seen = node(self + "MatMul_1", "MatMul", List.of(weights, value));
        String turned =
                node(
                        self + "Transpose_3",
                        "Transpose",
                        List.of(seen),
                        Attribute.ints("perm", 0, 2, 1, 3));
        String flat = node(self + "Reshape_3", "Reshape", List.of(turned, "joined"));
        String out =
                linear(
                        path + "attention/output/dense",
                        name + "attention.output.dense",
                        flat,
                        hidden,
                        hidden);
        String added = node(path + "attention/output/Add", "Add", List.of(out, state));
        String middle =
                norm(
                        path + "attention/output/LayerNorm",
                        name + "attention.output.LayerNorm",
                        added,
                        "");
        String up =
                linear(
                        path + "intermediate/dense",
                        name + "intermediate.dense",
                        middle,
                        hidden,
                        4 * hidden);
        String down =
                linear(
                        path + "output/dense",
                        name + "output.dense",
                        gelu(path + "intermediate/intermediate_act_fn", up),
                        4 * hidden,
                        hidden);
        String end = node(path + "output/Add", "Add", List.of(down, middle));
        return norm(
                path + "output/LayerNorm",
                name + "output.LayerNorm",
                end,
                last ? "last_hidden_state" : "");
    }

    private String heads(String path, String name, String part, String state, long... order) {
        String projected =
                linear(
                        path + "attention/self/" + part,
                        name + "attention.self." + part,
                        state,
                        hidden,
                        hidden);
        String self = path + "attention/self/" + part;
        String split = node(self + "/Reshape", "Reshape", List.of(projected, "heads"));
        return node(
                self + "/Transpose", "Transpose", List.of(split), Attribute.ints("perm", order));
    }

    private String gelu(String path, String x) {
        String scaled = node(path + "/Div", "Div", List.of(x, "root"));
        String erf = node(path + "/Erf", "Erf", List.of(scaled));
        String shifted = node(path + "/Add", "Add", List.of(erf, "one"));
        String product = node(path + "/Mul", "Mul", List.of(x, shifted));
        return node(path + "/Mul_1", "Mul", List.of(product, "half"));
    }

    private String norm(String path, String name, String x, String output) {
        Attribute axes = Attribute.ints("axes", -1);
        String mean = node(path + "/ReduceMean", "ReduceMean", List.of(x), axes);
        String centred = node(path + "/Sub", "Sub", List.of(x, mean));
        String squared = node(path + "/Pow", "Pow", List.of(centred, "two"));
        String variance = node(path + "/ReduceMean_1", "ReduceMean", List.of(squared), axes);
        String safe = node(path + "/Add", "Add", List.of(variance, "epsilon"));
        String deviation = node(path + "/Sqrt", "Sqrt", List.of(safe));
        String unit = node(path + "/Div", "Div", List.of(centred, deviation));
        String scaled =
                node(path + "/Mul", "Mul", List.of(unit, weight(name + ".weight", 1, hidden)));
        String bias = weight(name + ".bias", .1f, hidden);
        String result = output.isEmpty() ? path + "/Add_1_output_0" : output;
        graph.node(Node.of(path + "/Add_1", "Add", List.of(scaled, bias), List.of(result)));
        return result;
    }

    private String linear(String path, String name, String x, int in, int out) {
        String bias = weight(name + ".bias", .1f, out);
        String matrix = anonymous ? "onnx::MatMul_" + number++ : name + ".weight";
        weight(matrix, (float) (1 / Math.sqrt(in)), in, out);
        String product = node(path + "/MatMul", "MatMul", List.of(x, matrix));
        return node(path + "/Add", "Add", List.of(bias, product));
    }

    private String weight(String name, float spread, long... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * spread;
        }
        return graph.initializer(name, shape, values);
    }

    private String node(String name, String op, List<String> inputs, Attribute... attributes) {
        return graph.node(name, op, inputs, attributes);
    }
}
