package dev.merganser.examples.vision.model;

import static dev.merganser.examples.vision.model.Architecture.EPSILON;
import static dev.merganser.examples.vision.model.Architecture.PIXEL_MEAN;
import static dev.merganser.examples.vision.model.Architecture.PIXEL_SPREAD;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.tensor.DType;

import java.util.List;

/**
 * Writes the vision transformer as an ONNX graph: {@code image [batch, 28, 28]} from 0 to 1 in,
 * {@code features [batch, hidden]} out, weights as initializers under the names of the checkpoints.
 *
 * <p>The forms are those that ONNX Runtime's CPU kernels run fastest at this width: one {@code
 * Gemm} for each linear map, so the hidden state is {@code [batch * tokens, hidden]}; the
 * normalisation written out; one {@code Attention} node. Nodes are named {@code /stem/…}, {@code
 * /layers.N/…} and {@code /head/…}, and only the hidden state goes from one layer to the next.
 */
public final class InferenceGraph {

    private static final int OPSET = 23;
    private static final int IR_VERSION = 10;

    private final Architecture architecture;
    private final GraphBuilder builder = GraphBuilder.named("vision").opset(OPSET);
    private final String sequence;
    private final String rows;
    private final String lastAxis;
    private final String epsilon;

    private InferenceGraph(Architecture architecture, Weights weights) {
        this.architecture = architecture;
        for (var tensor : weights.tensors()) {
            builder.initializer(tensor.name(), tensor.shape(), weights.tensor(tensor.name()));
        }
        sequence =
                builder.integers(
                        "shape.sequence", -1, architecture.tokens(), architecture.hidden());
        rows = builder.integers("shape.rows", -1, architecture.hidden());
        lastAxis = builder.integers("axis.last", -1);
        epsilon = builder.scalar("epsilon", EPSILON);
    }

    /** The graph with these weights. */
    public static Graph of(Architecture architecture, Weights weights) {
        return new InferenceGraph(architecture, weights).build();
    }

    private Graph build() {
        Dim side = Dim.of(architecture.side());
        String state = stem(builder.input("image", DType.F32, Dim.of("batch"), side, side));
        for (int layer = 0; layer < architecture.layers(); layer++) {
            String weights = "layers." + layer + ".";
            state = residual("/layers." + layer + "/attention", state, attention(weights, state));
            state = residual("/layers." + layer + "/mlp", state, mlp(weights, state));
        }
        head(state);
        builder.output("features", DType.F32, Dim.of("batch"), Dim.of(architecture.hidden()));
        return withIrVersion(builder.build());
    }

    private String stem(String image) {
        int grid = architecture.grid();
        int patch = architecture.patch();
        String mean = builder.scalar("pixel.mean", PIXEL_MEAN);
        String spread = builder.scalar("pixel.spread", PIXEL_SPREAD);
        String grids = builder.integers("shape.grid", -1, grid, patch, grid, patch);
        String pixels = builder.integers("shape.patches", -1, (long) patch * patch);
        String centred = node("/stem/Sub", image, mean);
        String scaled = node("/stem/Div", centred, spread);
        String cells = node("/stem/Reshape", scaled, grids);
        String turned =
                builder.node(
                        "/stem/Transpose",
                        "Transpose",
                        List.of(cells),
                        Attribute.ints("perm", 0, 1, 3, 2, 4));
        String patches = node("/stem/patch/Reshape", turned, pixels);
        String embedded = linear("/stem/patch", "patch", patches);
        String tokens = node("/stem/position/Reshape", embedded, sequence);
        String placed = node("/stem/position/Add", tokens, "position");
        return node("/stem/Reshape_1", placed, rows);
    }

    private String attention(String weights, String state) {
        String path = "/" + weights.substring(0, weights.length() - 1) + "/attention";
        String normed = norm(path + "/norm", weights + "attention.norm", state);
        String mixed =
                builder.node(
                        path + "/Attention",
                        "Attention",
                        List.of(
                                projection(path, weights, "query", normed),
                                projection(path, weights, "key", normed),
                                projection(path, weights, "value", normed)),
                        Attribute.of("q_num_heads", architecture.heads()),
                        Attribute.of("kv_num_heads", architecture.heads()));
        String flat = node(path + "/Reshape", mixed, rows);
        return linear(path + "/output", weights + "attention.output", flat);
    }

    private String projection(String path, String weights, String name, String normed) {
        String flat = linear(path + "/" + name, weights + "attention." + name, normed);
        return node(path + "/" + name + "/Reshape", flat, sequence);
    }

    private String mlp(String weights, String state) {
        String path = "/" + weights.substring(0, weights.length() - 1) + "/mlp";
        String normed = norm(path + "/norm", weights + "mlp.norm", state);
        String up = linear(path + "/up", weights + "mlp.up", normed);
        return linear(path + "/down", weights + "mlp.down", node(path + "/Relu", up));
    }

    private void head(String state) {
        String tokenAxis = builder.integers("axis.token", 1);
        String normed = norm("/head/norm", "norm", state);
        String tokens = node("/head/Reshape", normed, sequence);
        builder.node(
                "/head/ReduceMean",
                "ReduceMean",
                List.of(tokens, tokenAxis),
                List.of("features"),
                Attribute.of("keepdims", 0));
    }

    private String norm(String path, String weights, String state) {
        String mean = node(path + "/ReduceMean", state, lastAxis);
        String centred = node(path + "/Sub", state, mean);
        // not Pow: ONNX Runtime would fuse it into a kernel that is slower at this width
        String squares = node(path + "/Mul", centred, centred);
        String variance = node(path + "/ReduceMean_1", squares, lastAxis);
        String deviation = node(path + "/Sqrt", node(path + "/Add", variance, epsilon));
        String normed = node(path + "/Div", centred, deviation);
        String scaled = node(path + "/Mul_1", normed, weights + ".weight");
        return node(path + "/Add_1", scaled, weights + ".bias");
    }

    private String linear(String path, String weights, String input) {
        return builder.node(
                path + "/Gemm",
                "Gemm",
                List.of(input, weights + ".weight", weights + ".bias"),
                Attribute.of("transB", 1));
    }

    private String residual(String path, String state, String branch) {
        return node(path + "/Add", state, branch);
    }

    /**
     * A node whose operator is the last part of its path, without the number that tells two apart.
     */
    private String node(String path, String... inputs) {
        String operator = path.substring(path.lastIndexOf('/') + 1).replaceFirst("_\\d+$", "");
        return builder.node(path, operator, List.of(inputs));
    }

    private static Graph withIrVersion(Graph graph) {
        return new Graph(
                graph.name(),
                IR_VERSION,
                graph.opsets(),
                graph.nodes(),
                graph.inputs(),
                graph.outputs(),
                graph.values(),
                graph.initializers(),
                graph.metadata(),
                graph.producer());
    }
}
