package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;

/**
 * A small Llama as PyTorch exports it: RMS norm written out, rotary positions, grouped queries,
 * SwiGLU, a causal mask made of positions, and a table of tokens that is read by row and multiplied
 * with at the end. {@code input_ids} [batch, tokens] to {@code logits} [batch, tokens, vocabulary].
 */
final class LlamaModel {

    static final int VOCABULARY = 37;
    private static final int LAYERS = 2;
    private static final int HIDDEN = 24;
    private static final int HEADS = 4;
    private static final int KEYS = 2;
    private static final int WIDTH = 6;
    private static final int INNER = 40;

    private final GraphBuilder graph = GraphBuilder.named("llama");

    private LlamaModel() {}

    static Graph graph() {
        return new LlamaModel().build();
    }

    private Graph build() {
        graph.input("input_ids", DType.I64, Dim.of("batch"), Dim.of("tokens"));
        constants();
        String table = weight("model.embed_tokens.weight", .5, VOCABULARY, HIDDEN);
        String state = node("/model/embed_tokens/Gather", table, "input_ids");
        positions();
        for (int layer = 0; layer < LAYERS; layer++) {
            state = layer(layer, state);
        }
        String last = norm("/model/norm", "model.norm", state);
        String turned =
                graph.node(
                        "/lm_head/Transpose",
                        "Transpose",
                        List.of(table),
                        Attribute.ints("perm", 1, 0));
        graph.node(Node.of("/lm_head/MatMul", "MatMul", List.of(last, turned), List.of("logits")));
        graph.output("logits", DType.F32, Dim.of("batch"), Dim.of("tokens"), Dim.of(VOCABULARY));
        return graph.build();
    }

    private void constants() {
        for (long i = -1; i <= 3; i++) {
            graph.integers("ints." + i, i);
        }
        graph.integer("zero", 0);
        graph.integer("one", 1);
        graph.integers("half", WIDTH / 2);
        graph.integers("end", Long.MAX_VALUE);
        graph.integers("shape.queries", 0, 0, HEADS, WIDTH);
        graph.integers("shape.keys", 0, 0, KEYS, WIDTH);
        graph.integers("shape.joined", 0, 0, HIDDEN);
        graph.integers("size.keys", KEYS);
        graph.integers("size.heads", HEADS);
        graph.integers("size.each", HEADS / KEYS);
        graph.integers("size.width", WIDTH);
        graph.scalar("two", 2);
        graph.scalar("epsilon", 1e-6f);
        graph.scalar("scale", (float) (1 / Math.sqrt(WIDTH)));
        graph.scalar("open", 0);
        graph.scalar("far", -3.4e38f);
    }

    /**
     * Cosine and sine [1, 1, tokens, width], the mask [1, 1, tokens, tokens], the sizes of keys.
     */
    private void positions() {
        String shape = node("/model/Shape", "input_ids");
        String batch = node("/model/batch/Gather", shape, "ints.0");
        String tokens = node("/model/tokens/Gather", shape, "one");
        String places = node("/model/Range", "zero", tokens, "one");
        String column = node("/model/column/Unsqueeze", places, "ints.1");
        String real = graph.node("/model/Cast", "Cast", List.of(column), Attribute.of("to", 1L));
        String frequencies = graph.initializer("frequencies", Shape.of(1, 3), 1, .05f, .002f);
        String angles = node("/model/angles/MatMul", real, frequencies);
        String both = concat("/model/angles/Concat", -1, angles, angles);
        String cosine = node("/model/Cos", both);
        graph.node(Node.of("", "Identity", List.of(cosine), List.of("cosine")));
        graph.node(Node.of("", "Identity", List.of(node("/model/Sin", both)), List.of("sine")));
        String row = node("/model/row/Unsqueeze", places, "ints.0");
        String seen = node("/model/mask/LessOrEqual", row, column);
        String mask = node("/model/mask/Where", seen, "open", "far");
        graph.node(Node.of("", "Identity", List.of(mask), List.of("mask")));
        String length = node("/model/length/Unsqueeze", tokens, "ints.0");
        List<String> wide = List.of(batch, "size.keys", "size.each", length, "size.width");
        graph.node(Node.of("", "Concat", wide, List.of("shape.wide"), Attribute.of("axis", 0L)));
        List<String> repeated = List.of(batch, "size.heads", length, "size.width");
        graph.node(
                Node.of(
                        "",
                        "Concat",
                        repeated,
                        List.of("shape.repeated"),
                        Attribute.of("axis", 0L)));
    }

    private String layer(int number, String state) {
        String path = "/model/layers." + number;
        String name = "model.layers." + number;
        String normed = norm(path + "/input_layernorm", name + ".input_layernorm", state);
        String middle = node(path + "/Add", state, attention(path + "/self_attn", name, normed));
        String again =
                norm(
                        path + "/post_attention_layernorm",
                        name + ".post_attention_layernorm",
                        middle);
        return node(path + "/Add_1", middle, mlp(path + "/mlp", name + ".mlp", again));
    }

    private String attention(String path, String layer, String normed) {
        String name = layer + ".self_attn";
        String query = turned(path + "/q_proj", name + ".q_proj", normed, HEADS, "queries");
        String key = turned(path + "/k_proj", name + ".k_proj", normed, KEYS, "keys");
        String value = turned(path + "/v_proj", name + ".v_proj", normed, KEYS, "keys");
        String left = rotated(path + "/q", query);
        String right = repeated(path + "/k", rotated(path + "/k", key));
        String flipped =
                graph.node(
                        path + "/Transpose",
                        "Transpose",
                        List.of(right),
                        Attribute.ints("perm", 0, 1, 3, 2));
        String scores = node(path + "/Mul", node(path + "/MatMul", left, flipped), "scale");
        String masked = node(path + "/Add", scores, "mask");
        String shares =
                graph.node(
                        path + "/Softmax", "Softmax", List.of(masked), Attribute.of("axis", -1L));
        String mixed = node(path + "/MatMul_1", shares, repeated(path + "/v", value));
        String back =
                graph.node(
                        path + "/Transpose_1",
                        "Transpose",
                        List.of(mixed),
                        Attribute.ints("perm", 0, 2, 1, 3));
        String joined = node(path + "/Reshape", back, "shape.joined");
        return linear(path + "/o_proj", name + ".o_proj", joined, HIDDEN, HIDDEN);
    }

    private String turned(String path, String name, String normed, int heads, String shape) {
        String flat = linear(path, name, normed, HIDDEN, heads * WIDTH);
        String split = node(path + "/Reshape", flat, "shape." + shape);
        return graph.node(
                path + "/Transpose",
                "Transpose",
                List.of(split),
                Attribute.ints("perm", 0, 2, 1, 3));
    }

    private String rotated(String path, String x) {
        String first = node(path + "/Slice", x, "ints.0", "half", "ints.3");
        String second = node(path + "/Slice_1", x, "half", "end", "ints.3");
        String half = concat(path + "/Concat", -1, node(path + "/Neg", second), first);
        String straight = node(path + "/Mul", x, "cosine");
        return node(path + "/Add", straight, node(path + "/Mul_1", half, "sine"));
    }

    /** Each head of keys or values once for each query that shares it. */
    private String repeated(String path, String heads) {
        String apart = node(path + "/repeat/Unsqueeze", heads, "ints.2");
        String wide = node(path + "/repeat/Expand", apart, "shape.wide");
        return node(path + "/repeat/Reshape", wide, "shape.repeated");
    }

    private String mlp(String path, String name, String normed) {
        String gate = linear(path + "/gate_proj", name + ".gate_proj", normed, HIDDEN, INNER);
        String up = linear(path + "/up_proj", name + ".up_proj", normed, HIDDEN, INNER);
        String active = node(path + "/act_fn/Mul", gate, node(path + "/act_fn/Sigmoid", gate));
        String inner = node(path + "/Mul", active, up);
        return linear(path + "/down_proj", name + ".down_proj", inner, INNER, HIDDEN);
    }

    private String norm(String path, String name, String state) {
        String squares = node(path + "/Pow", state, "two");
        String mean =
                graph.node(
                        path + "/ReduceMean",
                        "ReduceMean",
                        List.of(squares),
                        Attribute.ints("axes", -1));
        String root = node(path + "/Sqrt", node(path + "/Add", mean, "epsilon"));
        String inverse = node(path + "/Reciprocal", root);
        String unit = node(path + "/Mul", state, inverse);
        return node(path + "/Mul_1", shifted(name + ".weight"), unit);
    }

    private String linear(String path, String name, String x, int in, int out) {
        String weight = weight(name + ".weight", 1 / Math.sqrt(in), in, out);
        return node(path + "/MatMul", x, weight);
    }

    private String weight(String name, double spread, long... dims) {
        Shape shape = Shape.of(dims);
        float[] numbers = Gaussian.numbers("llama " + name, (int) shape.elements(), spread);
        return graph.initializer(name, shape, numbers);
    }

    private String shifted(String name) {
        float[] numbers = Gaussian.numbers("llama " + name, HIDDEN, .1);
        for (int i = 0; i < HIDDEN; i++) {
            numbers[i] += 1;
        }
        return graph.initializer(name, Shape.of(HIDDEN), numbers);
    }

    private String concat(String path, long axis, String... values) {
        return graph.node(path, "Concat", List.of(values), Attribute.of("axis", axis));
    }

    /** A node whose operator is the last part of its path, without its number. */
    private String node(String path, String... values) {
        String operator = path.substring(path.lastIndexOf('/') + 1).replaceFirst("_\\d+$", "");
        return graph.node(path, operator, List.of(values));
    }
}
