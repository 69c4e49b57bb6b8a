package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.TestEncoders;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.GraphWeights;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The whole models whose gradients are checked against PyTorch's. */
public final class WholeModels {

    private static final Path VISION = Path.of("../examples/vision");
    private static final Path EMBEDDINGS = Path.of("../examples/embeddings/models");
    private static final Pattern LAYER = Pattern.compile("layers?\\.(\\d+)");

    /** All coefficients where a model is differentiated. */
    static final double WEIGHT = .3;

    private static final int PIXELS = 28 * 28;

    private WholeModels() {}

    /** Those that need no download, by name. */
    public static List<String> bundled() {
        return List.of("vision", "cnn", "bert", "llama");
    }

    public static WholeModel of(String name) {
        return switch (name) {
            case "vision" -> vision();
            case "cnn" -> cnn();
            case "bert" -> bert();
            case "llama" -> llama();
            case "bge-small" -> bge();
            default -> throw new IllegalArgumentException("No whole model '" + name + "'");
        };
    }

    /** The bundled vision transformer, merged with its experts, on 6 digits of its search split. */
    private static WholeModel vision() {
        List<String> experts = List.of("digits", "fashion", "doodles");
        Path head = VISION.resolve("heads/digits.safetensors");
        try (Checkpoint base = Checkpoints.open(VISION.resolve("base.safetensors"));
                Checkpoint classes = Checkpoints.open(head)) {
            Graph graph = GraphReader.read(VISION.resolve("graph.onnx"));
            Map<String, float[]> start = floats(base);
            List<Map<String, float[]>> vectors = new ArrayList<>();
            for (String expert : experts) {
                try (Checkpoint other =
                        Checkpoints.open(VISION.resolve("experts/" + expert + ".safetensors"))) {
                    vectors.addAll(byLayer(difference(floats(other), start)));
                }
            }
            Graph merged = replaced(graph, merged(start, vectors));
            float[] turned = turned(classes.tensor("weight").floats(), 10);
            return new WholeModel(
                    "vision",
                    LossNodes.entropy(merged, "features", turned, 10),
                    Map.of("image", Tensors.floats("image", Shape.of(6, 28, 28), digits(6))),
                    vectors);
        }
    }

    private static WholeModel cnn() {
        Graph graph = ConvolutionalModel.graph();
        float[] head = Gaussian.numbers("cnn head", ConvolutionalModel.FEATURES * 5, .05);
        float[] images = Gaussian.numbers("cnn images", 3 * 2 * 17 * 15);
        return new WholeModel(
                "cnn",
                LossNodes.entropy(graph, "features", head, 5),
                Map.of("image", Tensors.floats("image", Shape.of(3, 2, 17, 15), images)),
                randomVectors(graph));
    }

    private static WholeModel bert() {
        Graph graph = canonical(TestEncoders.bert(3, 16, 7));
        float[] head = Gaussian.numbers("bert head", 16 * 5, .5);
        return new WholeModel(
                "bert",
                LossNodes.entropyOfTexts(graph, "last_hidden_state", head, 5),
                texts(4, 7, TestEncoders.VOCABULARY),
                randomVectors(graph));
    }

    private static WholeModel llama() {
        Graph graph = LlamaModel.graph();
        long[] ids = ids("llama", 5 * 7, LlamaModel.VOCABULARY);
        float[] target = new float[ids.length * LlamaModel.VOCABULARY];
        for (int i = 0; i + 1 < ids.length; i++) {
            target[i * LlamaModel.VOCABULARY + (int) ids[i + 1]] = (i + 1) % 7 == 0 ? 0 : 1;
        }
        Shape shape = Shape.of(5, 7, LlamaModel.VOCABULARY);
        float size = target.length / 30f;
        return new WholeModel(
                "llama",
                LossNodes.crossEntropy(graph, "logits", LlamaModel.VOCABULARY, size),
                Map.of(
                        "input_ids", Tensors.longs("input_ids", Shape.of(5, 7), ids),
                        "target", Tensors.floats("target", shape, target)),
                randomVectors(graph));
    }

    /** Whether examples/embeddings/fetch has been run. */
    public static boolean hasFetched() {
        return Files.isRegularFile(EMBEDDINGS.resolve("bge-small-en-v1.5/model.onnx"));
    }

    /** bge-small-en-v1.5 merged with e5-small-v2 and bge-small-en, on 4 texts of 11 tokens. */
    private static WholeModel bge() {
        Graph graph = embedding("bge-small-en-v1.5");
        Map<String, float[]> start = floats(graph);
        List<Map<String, float[]>> vectors = new ArrayList<>();
        for (String expert : List.of("e5-small-v2", "bge-small-en")) {
            vectors.addAll(byLayer(difference(floats(embedding(expert)), start)));
        }
        Graph merged = replaced(graph, merged(start, vectors));
        float[] head = Gaussian.numbers("bge head", 384 * 10, .2);
        return new WholeModel(
                "bge-small",
                LossNodes.entropyOfTexts(merged, "last_hidden_state", head, 10),
                texts(4, 11, 30_522),
                vectors);
    }

    private static Graph embedding(String model) {
        return canonical(GraphReader.read(EMBEDDINGS.resolve(model).resolve("model.onnx")));
    }

    private static Graph canonical(Graph graph) {
        return WeightNames.canonical(graph).applied(graph);
    }

    private static Map<String, Tensor> texts(int rows, int tokens, int vocabulary) {
        Shape shape = Shape.of(rows, tokens);
        long[] mask = new long[rows * tokens];
        long[] types = new long[rows * tokens];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i % tokens < tokens - i / tokens ? 1 : 0; // each text one shorter
            types[i] = i % tokens > 4 ? 1 : 0;
        }
        return Map.of(
                "input_ids",
                Tensors.longs("input_ids", shape, ids("texts", rows * tokens, vocabulary)),
                "attention_mask",
                Tensors.longs("attention_mask", shape, mask),
                "token_type_ids",
                Tensors.longs("token_type_ids", shape, types));
    }

    /** Repeated ids among them. */
    private static long[] ids(String text, int count, int vocabulary) {
        float[] numbers = Gaussian.numbers(text + " ids", count, vocabulary);
        long[] ids = new long[count];
        for (int i = 0; i < count; i++) {
            ids[i] = i % 5 == 4 ? ids[i - 4] : Math.floorMod((long) numbers[i], vocabulary);
        }
        return ids;
    }

    private static float[] digits(int count) {
        Path file = VISION.resolve("data/digits/search-images.idx3-ubyte.gz");
        try (var in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            in.skipNBytes(16);
            float[] pixels = new float[count * PIXELS];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = in.readUnsignedByte() / 255f;
            }
            return pixels;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, float[]> floats(Checkpoint checkpoint) {
        return checkpoint.tensors().stream()
                .collect(
                        Collectors.toMap(
                                info -> info.name(),
                                info -> checkpoint.tensor(info.name()).floats()));
    }

    private static Map<String, float[]> floats(Graph graph) {
        return weights(graph).collect(Collectors.toMap(Tensor::name, Tensor::floats));
    }

    private static Stream<Tensor> weights(Graph graph) {
        return graph.initializers().stream().map(Initializer::tensor).filter(WholeModel::isWeight);
    }

    private static Map<String, float[]> difference(
            Map<String, float[]> expert, Map<String, float[]> base) {
        var difference = new HashMap<String, float[]>();
        base.forEach((name, values) -> difference.put(name, minus(expert.get(name), values)));
        return difference;
    }

    private static float[] minus(float[] expert, float[] base) {
        float[] difference = new float[base.length];
        for (int i = 0; i < base.length; i++) {
            difference[i] = expert[i] - base[i];
        }
        return difference;
    }

    /** One vector for each layer, one for the rest. */
    private static List<Map<String, float[]>> byLayer(Map<String, float[]> vector) {
        var groups = new TreeMap<Integer, Map<String, float[]>>();
        vector.forEach(
                (name, values) ->
                        groups.computeIfAbsent(layer(name), _ -> new HashMap<>())
                                .put(name, values));
        return List.copyOf(groups.values());
    }

    private static int layer(String name) {
        Matcher matcher = LAYER.matcher(name);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    private static Map<String, float[]> merged(
            Map<String, float[]> base, List<Map<String, float[]>> vectors) {
        var merged = new HashMap<String, float[]>();
        base.forEach((name, values) -> merged.put(name, values.clone()));
        for (Map<String, float[]> vector : vectors) {
            vector.forEach((name, values) -> add(merged.get(name), values));
        }
        return merged;
    }

    private static void add(float[] sum, float[] vector) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += (float) (WEIGHT * vector[i]);
        }
    }

    private static Graph replaced(Graph graph, Map<String, float[]> weights) {
        return GraphWeights.replaced(
                graph,
                tensor -> {
                    float[] values = weights.get(tensor.name());
                    return values == null
                            ? tensor
                            : Tensors.floats(tensor.name(), tensor.shape(), values);
                });
    }

    /** Two experts that differ from a model by a tenth of each weight's size. */
    private static List<Map<String, float[]>> randomVectors(Graph graph) {
        List<Map<String, float[]>> vectors = new ArrayList<>();
        for (int expert = 0; expert < 2; expert++) {
            var vector = new HashMap<String, float[]>();
            String text = "expert " + expert + " ";
            weights(graph).forEach(each -> vector.put(each.name(), noise(text, each)));
            vectors.addAll(byLayer(vector));
        }
        return vectors;
    }

    private static float[] noise(String text, Tensor weight) {
        float[] values = weight.floats();
        return Gaussian.numbers(text + weight.name(), values.length, .1 * rootMeanSquare(values));
    }

    private static double rootMeanSquare(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum / values.length);
    }

    static float[] turned(float[] matrix, int rows) {
        int columns = matrix.length / rows;
        float[] turned = new float[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            turned[i % columns * rows + i / columns] = matrix[i];
        }
        return turned;
    }
}
