package dev.merganser.recipes.output;

import dev.merganser.recipes.card.ModelCard;
import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.checkpoint.WriteSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.Unfinished;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.tensor.TensorInfo;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Carries a plan out. The ending of the output says what is written:
 *
 * <ul>
 *   <li>{@code .safetensors}: one file; the recipe is its metadata {@code merganser.recipe}
 *   <li>{@code .onnx}: a graph with the merged weights as initializers; the recipe likewise
 *   <li>anything else: a folder of {@code model.safetensors} or of shards with their index, the
 *       companion files of the base (else of the first model), the recipe as {@code
 *       merganser_recipe.yml} and a model card as {@code README.md}
 * </ul>
 *
 * The output appears under its name when it is whole; where anything fails, nothing of it remains,
 * and what a killed process left is removed by the next merge to the same place. Unless the
 * settings say so, nothing is forced to the disk: after a power failure within seconds of a merge,
 * the output may have to be made again. What exists is never overwritten. The bytes depend on the
 * plan only, not on threads.
 */
public final class MergeWriter {

    /** Key of the recipe in the metadata of single files. */
    public static final String RECIPE_KEY = "merganser.recipe";

    public static final String RECIPE_FILE = "merganser_recipe.yml";
    private static final String CARD_FILE = "README.md";
    private static final List<String> FILES = List.of(".safetensors", ".onnx");
    private static final List<String> REFUSED = List.of(".bin", ".pt", ".pth", ".ckpt", ".gguf");

    private final MergePlan plan;
    private final Path out;
    private final MergeOutput output;
    private final long total;
    private final AtomicLong merged = new AtomicLong();

    private MergeWriter(MergePlan plan, Path out, MergeOutput output) {
        this.plan = plan;
        this.out = out;
        this.output = output;
        this.total = plan.tensors().stream().mapToLong(TensorInfo::bytes).sum();
    }

    /** As the general {@code write}, with the standard settings and so many threads. */
    public static void write(MergePlan plan, Path out, int threads) {
        write(plan, out, MergeOutput.STANDARD.withThreads(threads));
    }

    /** As the general {@code write}, with the standard settings, into this inference graph. */
    public static void write(MergePlan plan, Path out, Path graph) {
        write(plan, out, MergeOutput.STANDARD.withGraph(graph));
    }

    /**
     * Writes a merged model; an {@code .onnx} one into the given graph, else into that of the base
     * (else of the first model), which must then be an {@code .onnx} itself.
     *
     * @throws WrongUseException where {@code out} exists or cannot be of that kind
     * @throws BadDataException where a weight is NaN or infinite, or the disk refuses
     */
    public static void write(MergePlan plan, Path out, MergeOutput output) {
        var writer = new MergeWriter(plan, out, output);
        requireNew(out, output);
        requireGraph(plan, out, output);
        makeFolderOf(out);
        try (Unfinished unfinished = Unfinished.at(out)) {
            unfinished.fill(() -> writer.write(unfinished));
        } catch (FileAlreadyExistsException e) {
            throw existing(Path.of(e.getFile()), e);
        } catch (IOException e) {
            throw new BadDataException(
                    "%s cannot be written: %s".formatted(out, DiskWords.of(out, e)), e);
        }
    }

    /** Refuses what can be told to be wrong with an output before there is a plan. */
    public static void requireNew(Path out, MergeOutput output) {
        if (output.graph().isPresent() && !isOnnx(out)) {
            throw new WrongUseException(
                    "With a graph the output must end in .onnx, found %s.".formatted(out));
        }
        if (REFUSED.stream().anyMatch(lowerName(out)::endsWith)) {
            throw new WrongUseException(
                    "The output must end in .safetensors or .onnx or be a folder, found %s."
                            .formatted(out));
        }
        requireNew(out);
    }

    /** Refuses what cannot become a folder, and makes the folder that it will lie in. */
    public static void requireNewFolder(Path out) {
        if (FILES.stream().anyMatch(lowerName(out)::endsWith)
                || REFUSED.stream().anyMatch(lowerName(out)::endsWith)) {
            throw new WrongUseException("The output must be a folder, found %s.".formatted(out));
        }
        requireNew(out);
        makeFolderOf(out);
    }

    private static void requireNew(Path out) {
        if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
            throw existing(out, null);
        }
        Path above = above(out);
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        if (above != null) {
            requireWritable(out, above);
        }
    }

    private static void requireWritable(Path out, Path above) {
        if (!Files.isDirectory(above)) {
            throw new WrongUseException(
                    "The folder of %s must exist or be made, but %s is a file."
                            .formatted(out, above));
        }
        if (!Files.isWritable(above)) {
            throw new WrongUseException(
                    "%s must be in a folder that can be written, but %s cannot."
                            .formatted(out, above));
        }
    }

    private static @Nullable Path above(Path out) {
        return out.toAbsolutePath().normalize().getParent();
    }

    /** What the recipe asks for and an output that is one file cannot hold. */
    public static Optional<Finding> leftOut(MergePlan plan, Path out) {
        return isFile(out) ? weightsAlone(plan, out.toString()) : Optional.empty();
    }

    /**
     * What the recipe asks for and an output of weights alone cannot hold.
     *
     * @param what the output, for the message
     */
    public static Optional<Finding> weightsAlone(MergePlan plan, String what) {
        return plan.vocabulary().isAsked()
                ? Optional.of(
                        Finding.warning(
                                "%s holds weights only: the tokenizer and the chat template are not written. Maybe write a folder of a full model."
                                        .formatted(what)))
                : Optional.empty();
    }

    /** Refuses an {@code .onnx} output that no graph fits. */
    public static void requireGraph(MergePlan plan, Path out, MergeOutput output) {
        Path graph = output.graph().orElseGet(() -> plan.like().path());
        if (isOnnx(out) && !isOnnx(graph)) {
            throw new WrongUseException(
                    "%s needs an inference graph to put the weights into, but %s is none. Maybe give --graph G.onnx."
                            .formatted(out, graph));
        }
        if (isOnnx(out)) {
            plan.requireLayersOfGraph(out.toString());
        }
    }

    public static WrongUseException existing(Path out, @Nullable Exception cause) {
        return new WrongUseException(
                "The output must not exist yet, found %s. Maybe remove it or choose another name."
                        .formatted(out),
                cause);
    }

    private static void makeFolderOf(Path out) {
        try {
            Files.createDirectories(out.toAbsolutePath().normalize().getParent());
        } catch (IOException e) {
            throw new WrongUseException(
                    "The folder of %s must exist or be made: %s"
                            .formatted(out, DiskWords.of(out, e)),
                    e);
        }
    }

    private Path graph() {
        return output.graph().orElseGet(() -> plan.like().path());
    }

    private static boolean isFile(Path path) {
        return isOnnx(path) || lowerName(path).endsWith(".safetensors");
    }

    private static boolean isOnnx(Path path) {
        return lowerName(path).endsWith(".onnx");
    }

    private static String lowerName(Path path) {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    }

    private String recipe() {
        return origin().recipe();
    }

    private void write(Unfinished unfinished) throws IOException {
        if (isFile(out)) {
            String name = String.valueOf(out.getFileName());
            unfinished.publish(writeFiles(unfinished.folder().resolve(name)));
        } else {
            writeFolder(unfinished.folder());
            unfinished.publish();
        }
    }

    /** The files written, in the order in which they are to appear. */
    private List<Path> writeFiles(Path file) {
        if (isOnnx(file)) {
            return OnnxOutput.write(plan, file, graph(), recipe(), output);
        }
        SafetensorsWriter.write(
                file,
                Map.of("format", "pt", RECIPE_KEY, recipe()),
                plan.tensors(),
                new MergedTensors(plan, this::tell),
                settings());
        return List.of(file);
    }

    private void writeFolder(Path folder) throws IOException {
        SafetensorsWriter.writeFolder(
                folder,
                Map.of("format", "pt"),
                plan.tensors(),
                new MergedTensors(plan, this::tell),
                output.shardBytes(),
                settings());
        describe(folder);
    }

    /** Writes what stands beside the weights. */
    private void describe(Path folder) throws IOException {
        MergeOrigin origin = origin();
        List<Path> companions = CompanionFiles.copy(plan, origin.license().isPresent(), folder);
        ModelCard card =
                CardWriter.card(plan, origin, String.valueOf(out.getFileName()), companions);
        Files.writeString(folder.resolve(RECIPE_FILE), recipe());
        Files.writeString(folder.resolve(CARD_FILE), card.text());
    }

    private MergeOrigin origin() {
        return output.origin().orElseGet(() -> MergeOrigin.of(plan.recipe()));
    }

    private WriteSettings settings() {
        return new WriteSettings(output.threads(), output.force());
    }

    private void tell(long bytes) {
        output.progress().merged(merged.addAndGet(bytes), total);
    }
}
