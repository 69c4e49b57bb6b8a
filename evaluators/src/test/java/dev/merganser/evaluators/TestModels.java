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

/** Small graphs with random weights, written with the graph builder. */
public final class TestModels {

    public static final int TOKENS = 16;
    private static final int PATCH = 49;

    private final GraphBuilder graph;
    private final RandomGenerator random;
    private final int hidden;
    private final int heads;
    private final int mlp;

    private TestModels(String name, int hidden, int heads, int mlp, long seed) {
        graph = GraphBuilder.named(name).opset(23);
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.hidden = hidden;
        this.heads = heads;
        this.mlp = mlp;
        graph.integers("axis.last", -1);
        graph.integers("axis.tokens", 1);
        graph.integers("shape.patches", -1, 4, 7, 4, 7);
        graph.integers("shape.rows", -1, PATCH);
        graph.integers("shape.tokens", -1, TOKENS, hidden);
        graph.integers("shape.flat", -1, hidden);
        graph.scalar("epsilon", 1e-5f);
    }

    /** A pre-norm vision transformer on [batch, 28, 28] images with features [batch, hidden]. */
    public static Graph vit(int layers, int hidden, int heads, int mlp, long seed) {
        var model = new TestModels("vit", hidden, heads, mlp, seed);
        String state = model.stem();
        for (int layer = 0; layer < layers; layer++) {
            state = model.layer(layer, state);
        }
        model.head(state);
        return model.graph.build();
    }

    /** The usual small one: 3 layers of 16. */
    public static Graph vit() {
        return vit(3, 16, 2, 32, 1);
    }

    private String stem() {
        graph.input("image", DType.F32, Dim.of("batch"), Dim.of(28), Dim.of(28));
        String cut = node("/stem/cut", "Reshape", List.of("image", "shape.patches"));
        String turned =
                node(
                        "/stem/turn",
                        "Transpose",
                        List.of(cut),
                        Attribute.ints("perm", 0, 1, 3, 2, 4));
        String rows = node("/stem/rows", "Reshape", List.of(turned, "shape.rows"));
        String patches = linear("/stem/patch", "patch", rows, PATCH, hidden);
        String tokens = node("/stem/tokens", "Reshape", List.of(patches, "shape.tokens"));
        String placed =
                node(
                        "/stem/place",
                        "Add",
                        List.of(tokens, weight("position", .1f, TOKENS, hidden)));
        return node("/stem/flat", "Reshape", List.of(placed, "shape.flat"));
    }

    private String layer(int number, String state) {
        String path = "/layers." + number + "/";
        String name = "layers." + number + ".";
        String normed = norm(path + "attention/norm", name + "attention.norm", state);
        String query = tokens(path, name, "query", normed);
        String key = tokens(path, name, "key", normed);
        String value = tokens(path, name, "value", normed);
        String seen =
                node(
                        path + "attention/attend",
                        "Attention",
                        List.of(query, key, value),
                        Attribute.of("q_num_heads", heads),
                        Attribute.of("kv_num_heads", heads));
        String flat = node(path + "attention/flat", "Reshape", List.of(seen, "shape.flat"));
        String out =
                linear(path + "attention/output", name + "attention.output", flat, hidden, hidden);
        String middle = node(path + "attention/add", "Add", List.of(state, out));
        String again = norm(path + "mlp/norm", name + "mlp.norm", middle);
        String up = linear(path + "mlp/up", name + "mlp.up", again, hidden, mlp);
        String active = node(path + "mlp/relu", "Relu", List.of(up));
        String down = linear(path + "mlp/down", name + "mlp.down", active, mlp, hidden);
        return node(path + "mlp/add", "Add", List.of(middle, down));
    }

    private String tokens(String path, String name, String part, String normed) {
        String flat =
                linear(
                        path + "attention/" + part,
                        name + "attention." + part,
                        normed,
                        hidden,
                        hidden);
        return node(
                path + "attention/" + part + "/tokens", "Reshape", List.of(flat, "shape.tokens"));
    }

    private void head(String state) {
        String normed = norm("/head/norm", "norm", state);
        String tokens = node("/head/tokens", "Reshape", List.of(normed, "shape.tokens"));
        graph.node(
                Node.of(
                        "/head/mean",
                        "ReduceMean",
                        List.of(tokens, "axis.tokens"),
                        List.of("features"),
                        Attribute.of("keepdims", 0)));
        graph.output("features", DType.F32, Dim.of("batch"), Dim.of(hidden));
    }

    private String norm(String path, String name, String x) {
        String mean = node(path + "/mean", "ReduceMean", List.of(x, "axis.last"));
        String centred = node(path + "/centre", "Sub", List.of(x, mean));
        String squared = node(path + "/square", "Mul", List.of(centred, centred));
        String variance = node(path + "/variance", "ReduceMean", List.of(squared, "axis.last"));
        String safe = node(path + "/safe", "Add", List.of(variance, "epsilon"));
        String deviation = node(path + "/deviation", "Sqrt", List.of(safe));
        String unit = node(path + "/unit", "Div", List.of(centred, deviation));
        String scaled =
                node(path + "/scale", "Mul", List.of(unit, weight(name + ".weight", 1f, hidden)));
        return node(path + "/shift", "Add", List.of(scaled, weight(name + ".bias", .1f, hidden)));
    }

    private String linear(String path, String name, String x, int in, int out) {
        String weight = weight(name + ".weight", (float) (1 / Math.sqrt(in)), out, in);
        String bias = weight(name + ".bias", .1f, out);
        return node(path, "Gemm", List.of(x, weight, bias), Attribute.of("transB", 1));
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

    /** A convolutional network on [batch, 1, 28, 28] images with features [batch, 32]. */
    public static Graph cnn() {
        return cnn(8, 1);
    }

    /** As above, with other weights and channels in its inner convolutions. */
    public static Graph cnn(int channels, long seed) {
        var model = new TestModels("cnn", 32, 1, 32, seed);
        model.graph.input("image", DType.F32, Dim.of("batch"), Dim.of(1), Dim.of(28), Dim.of(28));
        String first = model.convolved("first", "image", 1, channels);
        String second = model.convolved("second", first, channels, channels);
        String third = model.convolved("third", second, channels, 32);
        String mean = model.node("mean", "GlobalAveragePool", List.of(third));
        model.graph.node(
                Node.of(
                        "flat",
                        "Flatten",
                        List.of(mean),
                        List.of("features"),
                        Attribute.of("axis", 1)));
        model.graph.output("features", DType.F32, Dim.of("batch"), Dim.of(32));
        return model.graph.build();
    }

    private String convolved(String name, String x, int in, int out) {
        float spread = (float) (1 / Math.sqrt(9.0 * in));
        String weight = weight(name + ".weight", spread, out, in, 3, 3);
        String bias = weight(name + ".bias", .1f, out);
        String sum =
                node(
                        name + "/conv",
                        "Conv",
                        List.of(x, weight, bias),
                        Attribute.ints("pads", 1, 1, 1, 1));
        return node(name + "/relu", "Relu", List.of(sum));
    }
}
