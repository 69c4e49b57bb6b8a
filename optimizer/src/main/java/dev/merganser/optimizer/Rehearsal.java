package dev.merganser.optimizer;

import dev.merganser.optimizer.command.CommandLineRunner;
import dev.merganser.optimizer.command.Console;
import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.checkpoint.WriteSettings;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/**
 * What {@code ./merganser} runs once after a build, with java watching: small merges by each method
 * in a temporary folder. Java stores which classes and methods they needed (an ahead-of-time cache,
 * JEP 483, 514 and 515), so that later starts take half the time.
 */
public final class Rehearsal {
    private static final int ROUNDS = 3;
    private static final int ELEMENTS = 1 << 21;
    private static final List<String> METHODS =
            List.of("linear", "slerp", "task_arithmetic", "ties", "dare_ties");

    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("merganser");
        try {
            List<Path> models = List.of("base", "a", "b").stream().map(folder::resolve).toList();
            for (int i = 0; i < models.size(); i++) {
                write(models.get(i), i);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (String method : METHODS) {
                    merge(folder, method, models, folder.resolve(method + round));
                }
            }
        } finally {
            delete(folder);
        }
    }

    private static void write(Path folder, long seed) throws IOException {
        Files.createDirectory(folder);
        SafetensorsWriter.write(
                folder.resolve("model.safetensors"),
                Map.of(),
                List.of(
                        new TensorInfo("layers.0.weight", DType.BF16, Shape.of(ELEMENTS / 64, 64)),
                        new TensorInfo("layers.0.bias", DType.BF16, Shape.of(64))),
                (info, out) -> fill(info, seed, out),
                new WriteSettings(1, false));
    }

    private static void fill(TensorInfo info, long seed, MemorySegment out) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] values = new float[(int) info.shape().elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - .5f;
        }
        Floats.encode(info.dtype(), values, 0, values.length, out, 0);
    }

    private static void merge(Path folder, String method, List<Path> models, Path out)
            throws IOException {
        Path recipe = folder.resolve(method + ".yml");
        Files.writeString(recipe, recipe(method, models));
        var nowhere =
                new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandLineRunner.run(
                new Console(nowhere, nowhere, false), "merge", recipe.toString(), out.toString());
    }

    private static String recipe(String method, List<Path> models) {
        boolean slerp = method.equals("slerp");
        return """
        merge_method: %s
        base_model: '%s'
        models: %s
        parameters: %s
        """
                .formatted(
                        method,
                        models.getFirst(),
                        models.subList(1, slerp ? 2 : 3).stream()
                                .map("{model: '%s'}"::formatted)
                                .toList(),
                        slerp
                                ? "{t: 0.4}"
                                : method.contains("ties")
                                        ? "{weight: 0.3, density: 0.5}"
                                        : "{weight: 0.3}");
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
