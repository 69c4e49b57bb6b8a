package dev.merganser.examples.vision.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

import dev.merganser.examples.vision.data.Shuffle;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.tensor.Floats;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class InferenceGraphTest {

    private static final int IMAGES = 13;
    private static final Path SHIPPED = Path.of("..");

    @Test
    void theGraphComputesWhatDjlComputesWithRandomWeights() throws OrtException {
        var architecture = Architecture.bundled();
        var weights = Weights.initial(architecture.tensors(), Shuffle.generator(1));
        byte[] graph = GraphWriter.encode(InferenceGraph.of(architecture, weights));

        assertSameFeatures(graph, weights);
    }

    @Test
    void theShippedGraphComputesWhatDjlComputesWithTheShippedBase()
            throws OrtException, IOException {
        byte[] graph = Files.readAllBytes(SHIPPED.resolve("graph.onnx"));

        assertSameFeatures(graph, weights(SHIPPED.resolve("base.safetensors")));
    }

    private static void assertSameFeatures(byte[] graph, Weights weights) throws OrtException {
        float[] images = images();
        float[] expected = djl(weights, images);
        float[] found = onnx(graph, images);

        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    private static float[] images() {
        var random = Shuffle.generator(2);
        float[] images = new float[IMAGES * 28 * 28];
        for (int i = 0; i < images.length; i++) {
            images[i] = random.nextFloat();
        }
        return images;
    }

    private static float[] djl(Weights weights, float[] images) {
        try (NDManager manager = NDManager.newBaseManager()) {
            var input = manager.create(images, new Shape(IMAGES, 28, 28));
            return VisionTransformer.of(Architecture.bundled())
                    .features(manager.create(weights.values()), input)
                    .toFloatArray();
        }
    }

    private static float[] onnx(byte[] graph, float[] images) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        long[] shape = {IMAGES, 28, 28};
        try (var session = environment.createSession(graph);
                var input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape);
                var result = session.run(Map.of("image", input))) {
            FloatBuffer features = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[features.remaining()];
            features.get(values);
            return values;
        }
    }

    private static Weights weights(Path file) {
        var tensors = Architecture.bundled().tensors();
        float[] values = new float[Architecture.bundled().parameters()];
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            int position = 0;
            for (var info : tensors) {
                var stored = checkpoint.tensor(info.name());
                int elements = Math.toIntExact(info.shape().elements());
                Floats.decode(stored.info().dtype(), stored.data(), 0, values, position, elements);
                position += elements;
            }
        }
        return Weights.of(tensors, values);
    }
}
