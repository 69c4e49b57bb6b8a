package dev.merganser.recipes.plan;

import dev.merganser.recipes.align.AlignedModels;
import dev.merganser.recipes.align.AlignedTensor;
import dev.merganser.recipes.align.LayerChange;
import dev.merganser.recipes.align.MergeVocabulary;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.TensorParts;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.layer.LayerPositions;
import dev.merganser.recipes.mask.MaskSource;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.TensorwiseMethod;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.parallel.Workers;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;
import dev.merganser.recipes.wrap.AroundMethods;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * One merge, checked and ready: gives each merged tensor when asked. Arithmetic is in double,
 * rounded at the end to the type in which the tensor is stored; integer tensors are copied. Needs
 * memory for a few blocks, or for one tensor where the method needs a whole one. Valid while the
 * models are open; safe for use by many threads, and no value depends on them.
 */
public final class MergePlan implements WeightSource {

    private final Recipe recipe;
    private final MergeMethod method;
    private final MergeMethod withAround;
    private final AlignedModels models;
    private final List<Finding> notes;
    private final Map<String, PlannedTensor> tensors;
    private final Optional<PlannedPath> path;
    private @Nullable TensorwiseMethod surveyed;

    private MergePlan(
            Recipe recipe,
            MergeMethod method,
            AlignedModels models,
            List<Finding> notes,
            Map<String, PlannedTensor> tensors,
            Optional<PlannedPath> path) {
        this.recipe = recipe;
        this.method = method;
        this.withAround = AroundMethods.of(method, recipe.around(), positions(tensors));
        this.models = models;
        this.notes = notes;
        this.tensors = tensors;
        this.path = path;
    }

    static MergePlan of(
            Recipe recipe,
            MergeMethod method,
            AlignedModels models,
            TensorArguments arguments,
            Models files,
            List<Finding> notes) {
        Optional<DType> stored = recipe.outDtype().or(recipe::dtype);
        MaskSource masks = MaskSource.seeded(recipe.maskSeed().orElse(0L));
        var names = new ModelNames(files);
        Map<String, PlannedTensor> tensors =
                LinkedHashMap.newLinkedHashMap(models.tensors().size());
        for (AlignedTensor tensor : models.tensors()) {
            PlannedTensor planned =
                    switch (tensor) {
                        case AlignedTensor.Copied(var copied) -> new PlannedTensor.Copied(copied);
                        case AlignedTensor.Merged merged ->
                                new PlannedTensor.Merged(
                                        withDtype(merged.info(), stored),
                                        merged,
                                        arguments.of(merged),
                                        masks,
                                        StatisticsFiles.of(files, merged.namesInModels()),
                                        names.of(merged.references()));
                    };
            tensors.put(planned.info().name(), planned);
        }
        var plan = new MergePlan(recipe, method, models, notes, tensors, Optional.empty());
        List<MergeTensor> floats = plan.floats();
        if (!floats.isEmpty()) {
            method.check(floats);
        }
        return plan;
    }

    /** A plan of a layer path. */
    static MergePlan of(
            Recipe recipe, AlignedModels models, PlannedPath path, List<Finding> notes) {
        Optional<DType> stored = recipe.outDtype().or(recipe::dtype);
        Map<String, PlannedTensor> tensors =
                LinkedHashMap.newLinkedHashMap(models.tensors().size());
        for (AlignedTensor tensor : models.tensors()) {
            TensorInfo info =
                    tensor instanceof AlignedTensor.Merged
                            ? withDtype(tensor.info(), stored)
                            : tensor.info();
            tensors.put(info.name(), path.planned(tensor, info));
        }
        return new MergePlan(recipe, PlannedPath.METHOD, models, notes, tensors, Optional.of(path));
    }

    private static LayerPositions positions(Map<String, PlannedTensor> tensors) {
        return LayerPositions.of(tensors.keySet(), OptionalInt.empty());
    }

    private static TensorInfo withDtype(TensorInfo info, Optional<DType> dtype) {
        return new TensorInfo(info.name(), dtype.orElse(info.dtype()), info.shape());
    }

    /** The recipe that is carried out. */
    public Recipe recipe() {
        return recipe;
    }

    /** All merged tensors as they are stored, in the order of the base, else of the first model. */
    public List<TensorInfo> tensors() {
        return tensors.values().stream().map(PlannedTensor::info).toList();
    }

    /** What is noteworthy about the models, such as integers that differ; no errors. */
    public List<Finding> findings() {
        return Stream.concat(models.findings().stream(), notes.stream()).toList();
    }

    /** The method that merges, without what is done around it. */
    public MergeMethod method() {
        return method;
    }

    /** All merged tensors with what they are made of, in the order of the output. */
    Collection<PlannedTensor> planned() {
        return tensors.values();
    }

    /** What is special about a layer path; empty for every other recipe. */
    public Optional<PlannedPath> path() {
        return path;
    }

    /** The base, else the first model: it gives the merged one its companion files. */
    public Checkpoint like() {
        return models.like();
    }

    /** The vocabulary of the merged model. */
    public MergeVocabulary vocabulary() {
        return models.vocabulary();
    }

    /** The stacks of layers that are put together anew; empty where whole models are merged. */
    public List<LayerChange> layerChanges() {
        return models.changes();
    }

    /**
     * Refuses to put weights into a graph that has another number of layers.
     *
     * @param what what would hold them, for the message
     */
    public void requireLayersOfGraph(String what) {
        for (LayerChange change : models.changes()) {
            if (change.layers() != change.before()) {
                throw new WrongUseException(
                        "%s must have the %d layers of its graph, but the recipe makes %d of them in '%s'. Maybe write a folder or a .safetensors file."
                                .formatted(what, change.before(), change.layers(), change.stack()));
            }
        }
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        return Optional.ofNullable(tensors.get(name)).map(PlannedTensor::info);
    }

    /** Writes the merged values of a float tensor, rounded to the type in which it is stored. */
    @Override
    public void read(String name, MemorySegment out) {
        if (planned(name) instanceof PlannedTensor.OfMerge(_, var merge, String there)) {
            merge.read(there, out);
        } else {
            merged(name).read(tensorwise(), false, out);
        }
    }

    /** Where the merge of a tensor leaves it as one of its models has it. */
    @Override
    public Optional<Tensor> lying(String name) {
        return withAround instanceof TensorwiseMethod each
                        && tensors.get(name) instanceof PlannedTensor.Merged merged
                ? merged.copied(each)
                : Optional.empty();
    }

    /**
     * All that decides the values of a tensor: its inputs as this plan's merger put them side by
     * side, so that keys of plans by other mergers differ, its arguments, the method and what is
     * done around it, the seed of masks, and the type in which it is stored. Empty where the method
     * looks at the whole model.
     */
    @Override
    public Optional<Object> key(String name) {
        if (tensors.get(name) instanceof PlannedTensor.OfMerge(_, var merge, String there)) {
            return merge.key(there);
        }
        return withAround instanceof TensorwiseMethod
                        && tensors.get(name) instanceof PlannedTensor.Merged merged
                ? Optional.of(MergedKey.of(recipe, method, merged))
                : Optional.empty();
    }

    /** Inputs have the identity of the object: they are made once for all plans of a merger. */
    private record MergedKey(
            MergeMethod method,
            AroundMethod around,
            long maskSeed,
            TensorInfo info,
            AlignedTensor.Merged inputs,
            Arguments arguments) {

        static MergedKey of(Recipe recipe, MergeMethod method, PlannedTensor.Merged tensor) {
            return new MergedKey(
                    method,
                    recipe.around(),
                    recipe.maskSeed().orElse(0L),
                    tensor.info(),
                    tensor.inputs(),
                    tensor.arguments());
        }
    }

    /** As {@link #read}, but refuses NaN and infinities among the weights that are merged. */
    public void readFinite(String name, MemorySegment out) {
        if (planned(name) instanceof PlannedTensor.OfMerge(_, var merge, String there)) {
            merge.readFinite(there, out);
        } else {
            merged(name).read(tensorwise(), true, out);
        }
    }

    private PlannedTensor.Merged merged(String name) {
        return switch (planned(name)) {
            case PlannedTensor.Merged merged -> merged;
            case PlannedTensor.Copied _, PlannedTensor.OfMerge _ ->
                    throw new BadDataException(
                            "Tensor %s must be of a float type, found %s"
                                    .formatted(Quoted.text(name), planned(name).info().dtype()));
        };
    }

    /**
     * Writes a merged tensor as it is stored.
     *
     * @param out as many bytes as {@code info(name)} says; little-endian, at any alignment
     * @throws BadDataException where a value that is merged is NaN or infinite
     */
    public void writeTensor(String name, MemorySegment out) {
        switch (planned(name)) {
            case PlannedTensor.Copied(var tensor) -> out.copyFrom(tensor.data());
            case PlannedTensor.OfMerge(_, var merge, String there) -> merge.writeTensor(there, out);
            case PlannedTensor.Merged merged -> merged.write(tensorwise(), out);
        }
    }

    /** As {@link #writeTensor}, part by part and with others' help. */
    public TensorParts parts(String name, Workers workers) {
        return switch (planned(name)) {
            case PlannedTensor.Copied(var tensor) -> PlannedTensor.parts(tensor);
            case PlannedTensor.OfMerge(_, var merge, String there) -> merge.parts(there, workers);
            case PlannedTensor.Merged merged -> merged.parts(tensorwise(), workers);
        };
    }

    /**
     * Looks at the whole model with others' help where the method does so, which else happens on
     * the thread that asks for the first tensor.
     */
    public void prepare(Workers workers) {
        if (withAround instanceof ModelMethod whole && !floats().isEmpty()) {
            surveyed(whole, workers);
        }
        path.ifPresent(found -> found.merges().values().forEach(merge -> merge.prepare(workers)));
    }

    /**
     * A method that looks at the whole model first does so once, when the first tensor is asked.
     */
    private TensorwiseMethod tensorwise() {
        return switch (withAround) {
            case TensorwiseMethod each -> each;
            case ModelMethod whole -> surveyed(whole, Workers.CALLER);
        };
    }

    private synchronized TensorwiseMethod surveyed(ModelMethod whole, Workers workers) {
        TensorwiseMethod done = surveyed;
        if (done == null) {
            done = whole.survey(floats().stream().map(each -> each.withWorkers(workers)).toList());
            surveyed = done;
        }
        return done;
    }

    private List<MergeTensor> floats() {
        List<MergeTensor> all = new ArrayList<>();
        for (PlannedTensor tensor : tensors.values()) {
            if (tensor instanceof PlannedTensor.Merged merged) {
                all.add(merged.mergeTensor(false));
            }
        }
        return all;
    }

    private PlannedTensor planned(String name) {
        PlannedTensor planned = tensors.get(name);
        if (planned == null) {
            throw new BadDataException(
                    "The merged model has no tensor %s.%s"
                            .formatted(
                                    Quoted.text(name),
                                    Suggestions.didYouMean(name, tensors.keySet())));
        }
        return planned;
    }
}
