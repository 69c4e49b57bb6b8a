package dev.merganser.evaluators.path;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Small models on [batch, 8] of two layers, whose layers hold the state together in the ways that
 * are in use: a branch {@code tanh}, a branch with a GELU written out as in GPT-2, sums in all
 * orders.
 */
final class TestLayers {

    /** How a layer is built. */
    enum Form {
        /** {@code x + a(n(x))}, then {@code x + m(n(x))}. */
        PRE_NORM,
        /** As before with a root mean square norm, written out, of Gemma's kind. */
        ROOT_MEAN_SQUARE,
        /** {@code (x + a(n(x))) + m(n(x))}. */
        PARALLEL,
        /** {@code (a(n(x)) + m(n(x))) + x}, as GPT-J is exported. */
        PARALLEL_FIRST,
        /** {@code n(x + a(x))}, then {@code n(x + m(x))}. */
        POST_NORM,
        /** {@code x + n(a(n(x)))}: a norm behind the branch as well. */
        SANDWICH,
        /** {@code x + g · a(n(x))} with a scale for each channel. */
        CHANNEL_SCALES,
        /** {@code a(n(x))}: nothing is added. */
        NO_RESIDUAL
    }

    private static final int HIDDEN = 8;
    private final GraphBuilder graph = GraphBuilder.named("small").opset(17);
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    private final Form form;

    private TestLayers(Form form) {
        this.form = form;
    }

    static Graph of(Form form) {
        return new TestLayers(form).build();
    }

    private Graph build() {
        graph.input("x", DType.F32, Dim.of("batch"), Dim.of(HIDDEN));
        graph.integers("axis", -1);
        graph.scalar("two", 2);
        graph.scalar("three", 3);
        graph.scalar("half", .5f);
        graph.scalar("one", 1);
        graph.scalar("small", 1e-6f);
        graph.scalar("cubic", .044715f);
        graph.scalar("root", .7978846f);
        String state = linear("/embed/", "embed.", "x");
        for (int layer = 0; layer < 2; layer++) {
            state = layer("/layers." + layer + "/", "layers." + layer + ".", state);
        }
        String normed = norm("/head/norm/", "norm.", state);
        String weight = weight("out.weight", HIDDEN, HIDDEN);
        graph.node("/head/out", "MatMul", List.of(normed, weight), List.of("y"));
        graph.output("y", DType.F32, Dim.of("batch"), Dim.of(HIDDEN));
        return graph.build();
    }

    private String layer(String path, String name, String x) {
        boolean pre = form != Form.POST_NORM;
        String normed = pre ? norm(path + "one/norm/", name + "one.norm.", x) : x;
        String a = branch(path, name, "one", normed);
        if (form == Form.NO_RESIDUAL) {
            return a;
        }
        if (form == Form.PARALLEL || form == Form.PARALLEL_FIRST) {
            String m = active(path, name, normed);
            return form == Form.PARALLEL
                    ? add(path + "sum/Add_1", add(path + "sum/Add", x, a), m)
                    : add(path + "sum/Add_1", add(path + "sum/Add", a, m), x);
        }
        String middle = add(path + "one/Add", a, x);
        String between = norm(path + (pre ? "two/norm/" : "one/norm/"), name + "two.norm.", middle);
        String m = active(path, name, between);
        String end = add(path + "two/Add", pre ? middle : between, m);
        return pre ? end : norm(path + "two/norm/", name + "three.norm.", end);
    }

    private String branch(String path, String name, String part, String x) {
        String up = linear(path + part + "/up/", name + part + ".up.", x);
        String bent = graph.node(path + part + "/Tanh", "Tanh", List.of(up));
        String down = linear(path + part + "/down/", name + part + ".down.", bent);
        return switch (form) {
            case SANDWICH -> norm(path + part + "/after/", name + part + ".after.", down);
            case CHANNEL_SCALES ->
                    graph.node(
                            path + part + "/Mul",
                            "Mul",
                            List.of(down, weight(name + part + ".gamma", HIDDEN)));
            default -> down;
        };
    }

    /** The GELU of GPT-2, which adds a cube of its input to it. */
    private String active(String path, String name, String x) {
        String p = path + "two/gelu/";
        String up = linear(path + "two/up/", name + "two.up.", x);
        String cube = graph.node(p + "Pow", "Pow", List.of(up, "three"));
        String part = graph.node(p + "Mul", "Mul", List.of(cube, "cubic"));
        String sum = add(p + "Add", up, part);
        String inner = graph.node(p + "Mul_1", "Mul", List.of(sum, "root"));
        String tanh = graph.node(p + "Tanh", "Tanh", List.of(inner));
        String shifted = add(p + "Add_1", tanh, "one");
        String product = graph.node(p + "Mul_2", "Mul", List.of(up, shifted));
        String half = graph.node(p + "Mul_3", "Mul", List.of(product, "half"));
        return linear(path + "two/down/", name + "two.down.", half);
    }

    private String norm(String path, String name, String x) {
        if (form != Form.ROOT_MEAN_SQUARE) {
            return graph.node(
                    path + "Norm",
                    "LayerNormalization",
                    List.of(x, weight(name + "weight", HIDDEN), weight(name + "bias", HIDDEN)));
        }
        String squared = graph.node(path + "Pow", "Pow", List.of(x, "two"));
        String mean =
                graph.node(
                        path + "ReduceMean",
                        "ReduceMean",
                        List.of(squared),
                        Attribute.ints("axes", -1));
        String safe = add(path + "Add", mean, "small");
        String root = graph.node(path + "Sqrt", "Sqrt", List.of(safe));
        String inverse = graph.node(path + "Reciprocal", "Reciprocal", List.of(root));
        String unit = graph.node(path + "Mul", "Mul", List.of(x, inverse));
        return graph.node(path + "Mul_1", "Mul", List.of(unit, weight(name + "weight", HIDDEN)));
    }

    private String linear(String path, String name, String x) {
        String product =
                graph.node(
                        path + "MatMul",
                        "MatMul",
                        List.of(x, weight(name + "weight", HIDDEN, HIDDEN)));
        return add(path + "Add", weight(name + "bias", HIDDEN), product);
    }

    private String add(String name, String a, String b) {
        return graph.node(name, "Add", List.of(a, b));
    }

    private String weight(String name, long... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * (dims.length == 2 ? .4 : 1));
        }
        return graph.initializer(name, shape, values);
    }
}
