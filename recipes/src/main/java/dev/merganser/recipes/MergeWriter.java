package dev.merganser.recipes;

import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.checkpoint.WriteSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.RecipeWriter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Carries a plan out. The ending of the output says what is written:
 *
 * <ul>
 *   <li>{@code .safetensors}: one file; the recipe is its metadata {@code merganser.recipe}
 *   <li>{@code .onnx}: a graph with the merged weights as initializers; the recipe likewise
 *   <li>anything else: a folder of {@code model.safetensors}, the companion files of the base (else
 *       of the first model) and the recipe as {@code merganser_recipe.yml}
 * </ul>
 *
 * The output appears under its name when it is whole; where anything fails, nothing of it remains.
 * What exists is never overwritten. The bytes depend on the plan only, not on threads.
 */
public final class MergeWriter {

    /** Key of the recipe in the metadata of single files. */
    public static final String RECIPE_KEY = "merganser.recipe";

    private static final List<String> REFUSED = List.of(".bin", ".pt", ".pth", ".ckpt", ".gguf");

    private MergeWriter() {}

    /**
     * Writes a merged model; an {@code .onnx} one into the graph of the base (else of the first
     * model), which must then be an {@code .onnx} itself.
     *
     * @param threads how many tensors are merged at once
     * @throws WrongUseException where {@code out} exists or cannot be of that kind
     * @throws BadDataException where a weight is NaN or infinite, or the disk refuses
     */
    public static void write(MergePlan plan, Path out, int threads) {
        if (!isOnnx(out)) {
            start(out);
            writeTensors(plan, out, threads);
            return;
        }
        Path graph = plan.like().path();
        if (!isOnnx(graph)) {
            throw new WrongUseException(
                    "%s needs an inference graph to put the weights into, but %s is none. Maybe give --graph G.onnx."
                            .formatted(out, graph));
        }
        write(plan, out, graph);
    }

    /**
     * Writes a merged model as an {@code .onnx} file.
     *
     * @param graph the inference graph whose initializers are replaced
     */
    public static void write(MergePlan plan, Path out, Path graph) {
        if (!isOnnx(out)) {
            throw new WrongUseException(
                    "With a graph the output must end in .onnx, found %s.".formatted(out));
        }
        start(out);
        OnnxOutput.write(plan, out, graph);
    }

    private static boolean isOnnx(Path path) {
        return lowerName(path).endsWith(".onnx");
    }

    private static String lowerName(Path path) {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    }

    private static void start(Path out) {
        if (REFUSED.stream().anyMatch(lowerName(out)::endsWith)) {
            throw new WrongUseException(
                    "The output must end in .safetensors or .onnx or be a folder, found %s."
                            .formatted(out));
        }
        if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
            throw new WrongUseException(
                    "The output must not exist yet, found %s. Maybe remove it or choose another name."
                            .formatted(out));
        }
        try {
            Files.createDirectories(out.toAbsolutePath().normalize().getParent());
        } catch (IOException e) {
            throw new WrongUseException(
                    "The folder of %s must exist or be made: %s".formatted(out, e), e);
        }
    }

    private static void writeTensors(MergePlan plan, Path out, int threads) {
        if (lowerName(out).endsWith(".safetensors")) {
            String recipe = RecipeWriter.write(plan.recipe());
            safetensors(plan, out, Map.of("format", "pt", RECIPE_KEY, recipe), threads);
        } else {
            WholeFolder.write(
                    out,
                    folder -> {
                        Path weights = folder.resolve("model.safetensors");
                        safetensors(plan, weights, Map.of("format", "pt"), threads);
                        CompanionFiles.copy(plan, folder);
                    });
        }
    }

    private static void safetensors(
            MergePlan plan, Path out, Map<String, String> metadata, int threads) {
        SafetensorsWriter.write(
                out,
                metadata,
                plan.tensors(),
                (info, data) -> plan.writeTensor(info.name(), data),
                new WriteSettings(threads, true));
    }
}
