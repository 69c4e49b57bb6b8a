package dev.merganser.benchmarks;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Two convolutional networks of one shape with random weights: 1.9 M parameters, 32 x 32 images.
 */
final class ImageModels {

    static final String INPUT = "image";
    static final String OUTPUT = "features";
    static final int FEATURES = 256;
    private static final int SIDE = 32;

    private final GraphBuilder graph = GraphBuilder.named("cnn").opset(17);
    private final RandomGenerator random;

    private ImageModels(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** The shape of so many images. */
    static Shape input(int count) {
        return Shape.of(count, 3, SIDE, SIDE);
    }

    /** Writes both into a folder. */
    static List<Path> write(Path folder) {
        List<Path> files = new ArrayList<>();
        for (int seed = 1; seed <= 2; seed++) {
            files.add(folder.resolve("cnn%d.onnx".formatted(seed)));
            new ImageModels(seed).write(files.getLast(), FEATURES);
        }
        return files;
    }

    private void write(Path file, int features) {
        graph.input(INPUT, DType.F32, Dim.of("batch"), Dim.of(3), Dim.of(SIDE), Dim.of(SIDE));
        String x = convolved(0, INPUT, 3, 64, 1);
        x = convolved(1, x, 64, 64, 1);
        x = convolved(2, x, 64, 128, 2);
        x = convolved(3, x, 128, 128, 1);
        x = convolved(4, x, 128, features, 2);
        x = convolved(5, x, features, features, 1);
        x = convolved(6, x, features, features, 2);
        String mean = graph.node("mean", "GlobalAveragePool", List.of(x));
        graph.node(
                Node.of(
                        "flat",
                        "Flatten",
                        List.of(mean),
                        List.of(OUTPUT),
                        Attribute.of("axis", 1)));
        graph.output(OUTPUT, DType.F32, Dim.of("batch"), Dim.of(features));
        GraphWriter.write(graph.build(), file);
    }

    private String convolved(int number, String x, int in, int out, int stride) {
        String name = "conv" + number;
        String weight = weight(name + ".weight", Math.sqrt(2 / (9.0 * in)), out, in, 3, 3);
        String bias = weight(name + ".bias", .1, out);
        String sum =
                graph.node(
                        name,
                        "Conv",
                        List.of(x, weight, bias),
                        Attribute.ints("pads", 1, 1, 1, 1),
                        Attribute.ints("strides", stride, stride));
        return graph.node(name + "/relu", "Relu", List.of(sum));
    }

    private String weight(String name, double spread, long... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * spread);
        }
        return graph.initializer(name, shape, values);
    }
}
