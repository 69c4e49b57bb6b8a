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
 * A small residual network: convolutions with stride, dilation and groups, batch normalization,
 * pooling, a shortcut; features [batch, 12] of images [batch, 2, 17, 15].
 */
final class ConvolutionalModel {

    static final int FEATURES = 12;

    private final GraphBuilder graph = GraphBuilder.named("cnn");

    private ConvolutionalModel() {}

    static Graph graph() {
        return new ConvolutionalModel().build();
    }

    private Graph build() {
        graph.input("image", DType.F32, Dim.of("batch"), Dim.of(2), Dim.of(17), Dim.of(15));
        String stem =
                block("stem", "image", conv(8, 2, 3), pads(1), Attribute.ints("strides", 2, 1));
        String pooled =
                graph.node(
                        "/stem/MaxPool",
                        "MaxPool",
                        List.of(stem),
                        Attribute.ints("kernel_shape", 3, 3),
                        Attribute.ints("strides", 2, 2),
                        pads(1));
        String first = residual(0, pooled);
        String second = residual(1, first);
        return head(second);
    }

    private String residual(int layer, String state) {
        String name = "layers." + layer;
        String wide = block(name + ".wide", state, conv(8, 4, 3), pads(2), groups(2), dilations());
        String joined = block(name + ".joined", wide, conv(8, 8, 1));
        return graph.node("/" + name + "/Add", "Add", List.of(state, joined));
    }

    private Graph head(String state) {
        String mixed =
                graph.node(
                        "/head/AveragePool",
                        "AveragePool",
                        List.of(state),
                        Attribute.ints("kernel_shape", 2, 2),
                        Attribute.ints("strides", 1, 1));
        String mean = graph.node("/head/GlobalAveragePool", "GlobalAveragePool", List.of(mixed));
        String flat = graph.node("/head/Flatten", "Flatten", List.of(mean));
        String weight = weight("head.weight", 1 / Math.sqrt(8), FEATURES, 8);
        String bias = weight("head.bias", .1, FEATURES);
        graph.node(
                Node.of(
                        "/head/Gemm",
                        "Gemm",
                        List.of(flat, weight, bias),
                        List.of("features"),
                        Attribute.of("transB", 1L)));
        graph.output("features", DType.F32, Dim.of("batch"), Dim.of(FEATURES));
        return graph.build();
    }

    private String block(String name, String state, Shape shape, Attribute... attributes) {
        double spread = 1 / Math.sqrt(shape.elements() / (double) shape.dims().getFirst());
        String kernel = weight(name + ".conv.weight", 1.5 * spread, shape);
        String bias = weight(name + ".conv.bias", .1, shape.dims().getFirst());
        String path = "/" + name.replace('.', '/').replace("layers/", "layers.");
        String sum = graph.node(path + "/Conv", "Conv", List.of(state, kernel, bias), attributes);
        String normed = norm(path, name + ".norm", sum, shape.dims().getFirst());
        return graph.node(path + "/Relu", "Relu", List.of(normed));
    }

    private String norm(String path, String name, String state, long channels) {
        String scale = shifted(name + ".weight", 1, .2, channels);
        String bias = weight(name + ".bias", .2, channels);
        String mean = weight(name + ".running_mean", .2, channels);
        String variance = shifted(name + ".running_var", 1, .1, channels);
        return graph.node(
                path + "/BatchNormalization",
                "BatchNormalization",
                List.of(state, scale, bias, mean, variance));
    }

    private String weight(String name, double spread, long... dims) {
        return weight(name, spread, Shape.of(dims));
    }

    private String weight(String name, double spread, Shape shape) {
        float[] numbers = Gaussian.numbers("cnn " + name, (int) shape.elements(), spread);
        return graph.initializer(name, shape, numbers);
    }

    private String shifted(String name, float centre, double spread, long size) {
        float[] numbers = Gaussian.numbers("cnn " + name, (int) size, spread);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += centre;
        }
        return graph.initializer(name, Shape.of(size), numbers);
    }

    private static Shape conv(long out, long in, long side) {
        return Shape.of(out, in, side, side);
    }

    private static Attribute pads(long size) {
        return Attribute.ints("pads", size, size, size, size);
    }

    private static Attribute groups(long count) {
        return Attribute.of("group", count);
    }

    private static Attribute dilations() {
        return Attribute.ints("dilations", 2, 2);
    }
}
