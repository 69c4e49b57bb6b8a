package dev.merganser.benchmarks;

import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.checkpoint.WriteSettings;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Makes a base and three experts, Llama-shaped, in bfloat16: {@code Generator FOLDER [LAYERS
 * [HIDDEN]]} writes {@code FOLDER/base}, {@code e1}, {@code e2} and {@code e3}, each a folder with
 * {@code model.safetensors} and {@code config.json}. 20 layers of width 1024, the default, are 645
 * MB a model. Base weights are about .02 large, task vectors .001. The same arguments give the same
 * bytes; memory does not grow with the models.
 */
public final class Generator {
    private static final int VOCABULARY = 32_000;
    private static final int BLOCK = 1 << 14;
    private static final int UNIFORMS = 4;
    private static final double UNIT = Math.sqrt(12.0 / UNIFORMS);

    private Generator() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 3) {
            System.err.println("Usage: Generator FOLDER [LAYERS [HIDDEN]]");
            System.exit(2);
        }
        int layers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        int hidden = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1024;
        List<String> models = List.of("base", "e1", "e2", "e3");
        models.parallelStream().forEach(model -> write(arguments[0], model, layers, hidden));
    }

    private static void write(String parent, String model, int layers, int hidden) {
        Path folder = Path.of(parent, model);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("config.json"), config(layers, hidden));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long expert = "base".equals(model) ? 0 : model.charAt(1) - '0';
        SafetensorsWriter.write(
                folder.resolve("model.safetensors"),
                Map.of("format", "pt"),
                tensors(layers, hidden),
                (info, out) -> fill(info, expert, out),
                new WriteSettings(1, false));
    }

    private static List<TensorInfo> tensors(int layers, int hidden) {
        int inner = hidden * 11 / 4;
        List<TensorInfo> tensors = new ArrayList<>();
        tensors.add(matrix("model.embed_tokens", VOCABULARY, hidden));
        for (int i = 0; i < layers; i++) {
            String layer = "model.layers." + i;
            tensors.add(norm(layer + ".input_layernorm", hidden));
            tensors.add(matrix(layer + ".mlp.down_proj", hidden, inner));
            tensors.add(matrix(layer + ".mlp.gate_proj", inner, hidden));
            tensors.add(matrix(layer + ".mlp.up_proj", inner, hidden));
            tensors.add(norm(layer + ".post_attention_layernorm", hidden));
            for (String part : List.of("k", "o", "q", "v")) {
                tensors.add(matrix(layer + ".self_attn." + part + "_proj", hidden, hidden));
            }
        }
        tensors.add(norm("model.norm", hidden));
        tensors.add(matrix("lm_head", VOCABULARY, hidden));
        return tensors;
    }

    private static TensorInfo matrix(String name, long rows, long columns) {
        return new TensorInfo(name + ".weight", DType.BF16, Shape.of(rows, columns));
    }

    private static TensorInfo norm(String name, long elements) {
        return new TensorInfo(name + ".weight", DType.BF16, Shape.of(elements));
    }

    private static void fill(TensorInfo info, long expert, MemorySegment out) {
        RandomGenerator shared = random(info.name().hashCode());
        RandomGenerator own = random(31L * info.name().hashCode() + expert);
        double centre = info.shape().dims().size() == 1 ? 1 : 0;
        float[] block = new float[BLOCK];
        long elements = info.shape().elements();
        for (long from = 0; from < elements; from += BLOCK) {
            int count = (int) Math.min(BLOCK, elements - from);
            for (int i = 0; i < count; i++) {
                double base = centre + .02 * bell(shared);
                block[i] = (float) (expert == 0 ? base : base + .001 * bell(own));
            }
            Floats.encode(info.dtype(), block, 0, count, out, from);
        }
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** About normal, of deviation 1, from one draw: four uniform numbers of 16 bits. */
    private static double bell(RandomGenerator random) {
        long bits = random.nextLong();
        long sum =
                (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return UNIT * (sum / 65536.0 - UNIFORMS / 2.0);
    }

    private static String config(int layers, int hidden) {
        return String.format(
                Locale.ROOT,
                """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": %d,
                 "intermediate_size": %d, "num_hidden_layers": %d, "num_attention_heads": 16,
                 "num_key_value_heads": 16, "vocab_size": %d, "torch_dtype": "bfloat16",
                 "tie_word_embeddings": false}
                """,
                hidden,
                hidden * 11 / 4,
                layers,
                VOCABULARY);
    }
}
