package dev.merganser.recipes.output;

import dev.merganser.recipes.card.ModelCard;
import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.checkpoint.WriteSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.Unfinished;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
        OutputPlace.requireNew(out, plan.path().isPresent() ? output.withoutGraph() : output);
        OutputPlace.requireGraph(plan, out, output);
        OutputPlace.makeFolderOf(out);
        try (Unfinished unfinished = Unfinished.at(out)) {
            unfinished.fill(() -> writer.write(unfinished));
        } catch (FileAlreadyExistsException e) {
            throw OutputPlace.existing(Path.of(e.getFile()), e);
        } catch (IOException e) {
            throw new BadDataException(
                    "%s cannot be written: %s".formatted(out, DiskWords.of(out, e)), e);
        }
    }

    private String recipe() {
        return origin().recipe();
    }

    private void write(Unfinished unfinished) throws IOException {
        if (OutputPlace.isFile(out)) {
            String name = String.valueOf(out.getFileName());
            unfinished.publish(writeFiles(unfinished.folder().resolve(name)));
        } else {
            writeFolder(unfinished.folder());
            unfinished.publish();
        }
    }

    /** The files written, in the order in which they are to appear. */
    private List<Path> writeFiles(Path file) {
        if (OutputPlace.isOnnx(file)) {
            return OnnxOutput.write(plan, file, recipe(), output);
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
