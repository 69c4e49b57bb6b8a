package dev.merganser.recipes.adapter;

import dev.merganser.recipes.adapter.ExtractedTensor.Full;
import dev.merganser.recipes.adapter.ExtractedTensor.LowRank;
import dev.merganser.recipes.adapter.ExtractedTensor.Unchanged;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.SafetensorsWriter;
import dev.merganser.recipes.checkpoint.WriteSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.Unfinished;
import dev.merganser.recipes.lora.AdapterDescription;
import dev.merganser.recipes.matrix.FloatMatrix;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.MergeOrigin;
import dev.merganser.recipes.output.MergeOutput;
import dev.merganser.recipes.output.MergeWriter;
import dev.merganser.recipes.output.OutputPlace;
import dev.merganser.recipes.parallel.Team;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeWriter;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writes a merge as a LoRA adapter of its base in the form of PEFT: for each linear weight the best
 * approximation of that rank of merged − base (its truncated singular value decomposition, half of
 * each singular value in A and half in B), in float32. What merged holds beyond the precision of
 * the base's type is in the adapter, too: the merge is not rounded before it is decomposed. Needs
 * memory for the adapter and, for each thread, one tensor. The bytes do not depend on threads.
 */
public final class AdapterWriter {

    private final MergePlan plan;
    private final Checkpoint base;
    private final TaskVector vector;
    private final ModuleKinds kinds;
    private final String outermost;
    private final AdapterSettings settings;
    private final MergeOutput output;
    private final Map<TensorInfo, Consumer<MemorySegment>> tensors = new LinkedHashMap<>();

    private AdapterWriter(
            MergePlan plan, Checkpoint base, AdapterSettings settings, MergeOutput output) {
        this.plan = plan;
        this.base = base;
        this.vector = new TaskVector(plan, base);
        this.kinds = ModuleKinds.of(base);
        this.outermost = kinds.outermost(names(base));
        this.settings = settings;
        this.output = output;
    }

    private static List<String> names(Checkpoint base) {
        return base.tensors().stream().map(TensorInfo::name).toList();
    }

    /** The recipe whose plan is to be written: with merged tensors that are not rounded. */
    public static Recipe unrounded(Recipe recipe) {
        return recipe.withOutDtype(DType.F32);
    }

    /**
     * Writes an adapter as a new folder.
     *
     * @param plan of an {@link #unrounded} recipe with a base model
     * @param models what the plan was made from
     * @param output threads, progress and origin of the merge
     * @throws WrongUseException where the recipe has no base that an adapter can name, or {@code
     *     out} exists or is not to be a folder
     * @throws BadDataException where the merged model has other tensors than its base, a weight is
     *     not finite, or the disk refuses
     */
    public static AdapterReport write(
            MergePlan plan, Models models, Path out, AdapterSettings settings, MergeOutput output) {
        String base = base(plan.recipe(), models);
        requireItsVocabulary(plan);
        OutputPlace.requireNewFolder(out);
        var writer = new AdapterWriter(plan, models.checkpoint(base), settings, output);
        writer.requireRank();
        try (Arena arena = Arena.ofShared();
                Unfinished unfinished = Unfinished.at(out)) {
            List<ExtractedTensor> extracted = writer.extract(arena);
            AdapterContent content = AdapterContent.of(extracted, writer.base, settings.others());
            unfinished.fill(() -> writer.write(unfinished.folder(), content, base, models));
            unfinished.publish();
            return content.report(extracted);
        } catch (FileAlreadyExistsException e) {
            throw OutputPlace.existing(out, e);
        } catch (IOException e) {
            throw new BadDataException(
                    "%s cannot be written: %s".formatted(out, DiskWords.of(out, e)), e);
        }
    }

    private static String base(Recipe recipe, Models models) {
        String base =
                recipe.baseModel()
                        .orElseThrow(
                                () ->
                                        new WrongUseException(
                                                "A LoRA adapter needs a recipe with a base_model, which it is applied to; found none."));
        if (models.paths(base).size() > 1) {
            throw new WrongUseException(
                    "A LoRA adapter needs a base_model without an adapter of its own, found %s."
                            .formatted(Quoted.text(base)));
        }
        return base;
    }

    private static void requireItsVocabulary(MergePlan plan) {
        if (!plan.vocabulary().isThatOfTheBase()) {
            throw new WrongUseException(
                    "A LoRA adapter has the vocabulary of its base, but 'tokenizer' asks for another one. Maybe 'tokenizer_source: base', or write a full model.");
        }
    }

    /** A larger rank would write zeros only. */
    private void requireRank() {
        long most =
                plan.tensors().stream()
                        .filter(kinds::isLinear)
                        .map(TensorInfo::shape)
                        .mapToLong(shape -> Math.min(shape.dims().get(0), shape.dims().get(1)))
                        .max()
                        .orElse(Long.MAX_VALUE);
        if (settings.rank() > most) {
            throw new WrongUseException(
                    "The rank of an adapter must be at most %d, the largest that a weight of this model can have; found %d."
                            .formatted(most, settings.rank()));
        }
    }

    private List<ExtractedTensor> extract(Arena arena) {
        List<TensorInfo> infos = plan.tensors();
        var extracted = new ExtractedTensor[infos.size()];
        long total = infos.stream().mapToLong(TensorInfo::bytes).sum();
        var done = new AtomicLong();
        Team.run(
                output.threads(),
                workers -> {
                    plan.prepare(workers);
                    workers.forEach(
                            extracted.length,
                            i -> {
                                extracted[i] = extract(infos.get(i), arena);
                                long bytes = infos.get(i).bytes();
                                output.progress().merged(done.addAndGet(bytes), total);
                            });
                });
        return Arrays.asList(extracted);
    }

    private ExtractedTensor extract(TensorInfo info, Arena factors) {
        if (!info.dtype().isFloat()) {
            return new Unchanged(info);
        }
        try (Arena arena = Arena.ofConfined()) {
            TaskVector.Delta delta = vector.of(info, arena);
            if (delta.squaredNorm() == 0) {
                return new Unchanged(info);
            }
            if (kinds.isLinear(info)) {
                return LowRank.of(info, delta, settings.rank(), kinds.transposed(), factors);
            }
            double relative = Math.sqrt(delta.squaredNorm() / delta.baseSquaredNorm());
            return new Full(info, delta.squaredNorm(), relative);
        }
    }

    private void write(Path folder, AdapterContent content, String reference, Models models)
            throws IOException {
        content.lowRank().forEach(tensor -> add(tensor, content.biases()));
        content.whole().forEach(tensor -> addWhole(tensor.info()));
        SafetensorsWriter.write(
                folder.resolve(AdapterDescription.WEIGHTS),
                Map.of("format", "pt"),
                List.copyOf(tensors.keySet()),
                (info, out) -> Optional.ofNullable(tensors.get(info)).orElseThrow().accept(out),
                new WriteSettings(output.threads(), output.force()));
        String json = describe(content, reference, models);
        Files.writeString(folder.resolve(AdapterDescription.FILE), json);
        Files.writeString(folder.resolve(MergeWriter.RECIPE_FILE), recipe());
    }

    private String recipe() {
        return output.origin()
                .map(MergeOrigin::recipe)
                .orElseGet(() -> RecipeWriter.write(plan.recipe()));
    }

    private String describe(AdapterContent content, String reference, Models models) {
        var name = models.name(reference);
        var description =
                new AdapterDescription(
                        name.name(),
                        name.revision(),
                        kinds.taskType(),
                        settings.rank(),
                        kinds.transposed(),
                        content.biases(),
                        content.targets(),
                        content.wholeModules());
        return description.json(names(base));
    }

    private void add(LowRank tensor, boolean biases) {
        add(AdapterDescription.factor(outermost + tensor.module(), "A"), tensor.a());
        add(AdapterDescription.factor(outermost + tensor.module(), "B"), tensor.b());
        if (biases) {
            TensorInfo bias = plan.info(ModuleKinds.bias(tensor.module())).orElseThrow();
            String name = AdapterDescription.bias(outermost + tensor.module());
            tensors.put(
                    new TensorInfo(name, DType.F32, bias.shape()), out -> writeChange(bias, out));
        }
    }

    private void add(String name, FloatMatrix matrix) {
        var info = new TensorInfo(name, DType.F32, Shape.of(matrix.rows(), matrix.columns()));
        long elements = info.shape().elements();
        tensors.put(info, out -> Floats.encode(DType.F32, matrix.data(), 0, elements, out, 0));
    }

    private void addWhole(TensorInfo merged) {
        DType stored = base.info(merged.name()).orElseThrow().dtype();
        var info =
                new TensorInfo(
                        AdapterDescription.full(outermost + merged.name()), stored, merged.shape());
        tensors.put(info, out -> writeWhole(merged, stored, out));
    }

    private void writeChange(TensorInfo info, MemorySegment out) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = vector.of(info, arena).values();
            Floats.encode(DType.F32, values, 0, info.shape().elements(), out, 0);
        }
    }

    private void writeWhole(TensorInfo info, DType stored, MemorySegment out) {
        try (Arena arena = Arena.ofConfined()) {
            long elements = info.shape().elements();
            MemorySegment values = arena.allocate(elements * Float.BYTES, Float.BYTES);
            plan.readFinite(info.name(), values);
            Floats.encode(stored, values, 0, elements, out, 0);
        }
    }
}
