package dev.merganser.recipes;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.MaskSource;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.TensorMerge;
import dev.merganser.recipes.method.TensorwiseMethod;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One merge, checked and ready: gives each merged tensor when asked. Arithmetic is in float32,
 * rounded once to the type in which the tensor is stored; integer tensors are copied. Needs memory
 * for a few blocks, or for one tensor where the method needs a whole one. Valid while the models
 * are open; safe for use by many threads, and no value depends on them.
 */
public final class MergePlan implements WeightSource {

    private static final int BLOCK = 1 << 14;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final Recipe recipe;
    private final MergeMethod method;
    private final MaskSource masks;
    private final AlignedModels models;
    private final Map<String, Planned> tensors;
    private @Nullable TensorwiseMethod surveyed;

    /** A tensor to be merged with these arguments, or copied where there are none. */
    private record Planned(AlignedTensor inputs, TensorInfo info, Optional<Arguments> arguments) {}

    /** Takes the next values of a tensor, those from element {@code from}. */
    @FunctionalInterface
    private interface Sink {
        void take(float[] values, long from, int count);
    }

    private MergePlan(
            Recipe recipe, MergeMethod method, AlignedModels models, Map<String, Planned> tensors) {
        this.recipe = recipe;
        this.method = method;
        this.models = models;
        this.tensors = tensors;
        this.masks = MaskSource.seeded(recipe.maskSeed().orElse(0L));
    }

    static MergePlan of(
            Recipe recipe, MergeMethod method, AlignedModels models, TensorArguments arguments) {
        Optional<DType> stored = recipe.outDtype().or(recipe::dtype);
        Map<String, Planned> tensors = LinkedHashMap.newLinkedHashMap(models.tensors().size());
        for (AlignedTensor inputs : models.tensors()) {
            TensorInfo info = inputs.info();
            tensors.put(
                    info.name(),
                    info.dtype().isFloat()
                            ? new Planned(
                                    inputs,
                                    new TensorInfo(
                                            info.name(), stored.orElse(info.dtype()), info.shape()),
                                    Optional.of(arguments.of(inputs)))
                            : new Planned(inputs, info, Optional.empty()));
        }
        return new MergePlan(recipe, method, models, tensors);
    }

    /** The recipe that is carried out. */
    public Recipe recipe() {
        return recipe;
    }

    /** All merged tensors as they are stored, in the order of the base, else of the first model. */
    public List<TensorInfo> tensors() {
        return tensors.values().stream().map(Planned::info).toList();
    }

    /** What is noteworthy about the models, such as integers that differ; no errors. */
    public List<Finding> findings() {
        return List.copyOf(models.findings());
    }

    /** The model that gives the merged one its tensors, all that is copied, and companion files. */
    Checkpoint like() {
        return models.like();
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        return Optional.ofNullable(tensors.get(name)).map(Planned::info);
    }

    /** Writes the merged values of a float tensor, rounded to the type in which it is stored. */
    @Override
    public void read(String name, MemorySegment out) {
        read(name, false, out);
    }

    /** As {@link #read}, but refuses NaN and infinities among the weights that are merged. */
    void readFinite(String name, MemorySegment out) {
        read(name, true, out);
    }

    private void read(String name, boolean checked, MemorySegment out) {
        Planned planned = planned(name);
        DType stored = planned.info().dtype();
        Sink sink =
                (values, from, count) -> {
                    Floats.round(stored, values, 0, count);
                    MemorySegment.copy(values, 0, out, FLOAT, from * Float.BYTES, count);
                };
        merge(
                planned,
                planned.arguments().orElseThrow(() -> notFloat(name, stored)),
                checked,
                sink);
    }

    private static BadDataException notFloat(String name, DType dtype) {
        return new BadDataException(
                "Tensor %s must be of a float type, found %s".formatted(Quoted.text(name), dtype));
    }

    /**
     * Writes a merged tensor as it is stored.
     *
     * @param out as many bytes as {@code info(name)} says; little-endian, at any alignment
     * @throws BadDataException where a value that is merged is NaN or infinite
     */
    public void writeTensor(String name, MemorySegment out) {
        Planned planned = planned(name);
        planned.arguments()
                .ifPresentOrElse(
                        arguments -> write(planned, arguments, out),
                        () -> out.copyFrom(planned.inputs().like().data()));
    }

    private void write(Planned planned, Arguments arguments, MemorySegment out) {
        DType stored = planned.info().dtype();
        if (isCopy(planned, arguments) && planned.inputs().first().tensor().dtype() == stored) {
            out.copyFrom(planned.inputs().first().tensor().data());
            return;
        }
        merge(
                planned,
                arguments,
                true,
                (values, from, count) -> Floats.encode(stored, values, 0, count, out, from));
    }

    private boolean isCopy(Planned planned, Arguments arguments) {
        return method.keepsEqualInputs(arguments) && planned.inputs().inputsAreEqual();
    }

    private void merge(Planned planned, Arguments arguments, boolean checked, Sink sink) {
        var merged = TensorMerge.prepare(tensorwise(), mergeTensor(planned, arguments, checked));
        long elements = planned.info().shape().elements();
        float[] block = new float[(int) Math.min(BLOCK, elements)];
        for (long from = 0; from < elements; from += BLOCK) {
            int count = (int) Math.min(BLOCK, elements - from);
            merged.read(from, block, count);
            sink.take(block, from, count);
        }
    }

    private MergeTensor mergeTensor(Planned planned, Arguments arguments, boolean checked) {
        return new MergeTensor(
                planned.info(),
                planned.inputs().models(checked),
                planned.inputs().base(checked),
                arguments,
                masks);
    }

    /**
     * A method that looks at the whole model first does so once, when the first tensor is asked.
     */
    private TensorwiseMethod tensorwise() {
        return switch (method) {
            case TensorwiseMethod each -> each;
            case ModelMethod whole -> surveyed(whole);
        };
    }

    private synchronized TensorwiseMethod surveyed(ModelMethod whole) {
        TensorwiseMethod done = surveyed;
        if (done == null) {
            List<MergeTensor> all = new ArrayList<>();
            for (Planned planned : tensors.values()) {
                planned.arguments().ifPresent(a -> all.add(mergeTensor(planned, a, false)));
            }
            done = whole.survey(all);
            surveyed = done;
        }
        return done;
    }

    private Planned planned(String name) {
        Planned planned = tensors.get(name);
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
