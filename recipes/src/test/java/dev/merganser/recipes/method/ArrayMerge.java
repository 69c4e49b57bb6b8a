package dev.merganser.recipes.method;

import dev.merganser.recipes.mask.MaskSource;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A merge of plain arrays, built up step by step by a test; a method that surveys the model is
 * given this tensor alone.
 */
public final class ArrayMerge {
    private final MergeMethod method;
    private final List<float[]> models = new ArrayList<>();
    private final List<Map<String, Argument>> perModel = new ArrayList<>();
    private final Map<String, Argument> global = new LinkedHashMap<>();
    private Optional<float[]> base = Optional.empty();
    private Optional<Shape> shape = Optional.empty();
    private Optional<StatisticsSource> statistics = Optional.empty();
    private MaskSource masks = MaskSource.seeded(0);
    private DType stored = DType.F32;
    private String name = "layers.0.weight";

    private ArrayMerge(MergeMethod method) {
        this.method = method;
    }

    public static ArrayMerge of(String method) {
        return new ArrayMerge(MergeMethods.named(method));
    }

    public ArrayMerge base(float... values) {
        base = Optional.of(values);
        return this;
    }

    /** Adds a model with its parameters. */
    public ArrayMerge model(Map<String, Argument> parameters, float... values) {
        models.add(values);
        perModel.add(parameters);
        return this;
    }

    /** Adds a model of weight 1, where the method has weights. */
    public ArrayMerge model(float... values) {
        return weighted(1, values);
    }

    /**
     * Adds a model of that weight, where the method has weights, and with files named after its
     * values, where the method takes some.
     */
    public ArrayMerge weighted(double weight, float... values) {
        Map<String, Argument> parameters = new LinkedHashMap<>();
        method.descriptor()
                .files()
                .forEach(
                        spec ->
                                parameters.put(
                                        spec.name(), Argument.of("of " + Arrays.hashCode(values))));
        method.descriptor()
                .parameter("weight")
                .ifPresent(spec -> parameters.put(spec.name(), Argument.of(weight)));
        return model(parameters, values);
    }

    public ArrayMerge with(String parameter, double value) {
        global.put(parameter, Argument.of(value));
        return this;
    }

    public ArrayMerge with(String parameter, boolean value) {
        global.put(parameter, Argument.of(value));
        return this;
    }

    public ArrayMerge with(String parameter, String value) {
        global.put(parameter, Argument.of(value));
        return this;
    }

    /** The statistics; by default some that are drawn by the names of the files. */
    public ArrayMerge statistics(StatisticsSource source) {
        statistics = Optional.of(source);
        return this;
    }

    public ArrayMerge masks(MaskSource source) {
        masks = source;
        return this;
    }

    public ArrayMerge stored(DType dtype) {
        stored = dtype;
        return this;
    }

    public ArrayMerge named(String tensor) {
        name = tensor;
        return this;
    }

    /** Gives the tensor dimensions; without them it is a vector. */
    public ArrayMerge shaped(Shape dims) {
        shape = Optional.of(dims);
        return this;
    }

    /** As {@link #shaped(Shape)}. */
    public ArrayMerge shaped(long... dims) {
        return shaped(Shape.of(dims));
    }

    public MergeTensor tensor() {
        List<FloatSource> sources = models.stream().map(ArrayMerge::source).toList();
        Arguments arguments = Arguments.resolve(method.descriptor(), global, perModel);
        Shape dims = shape.orElseGet(() -> Shape.of(models.getFirst().length));
        TensorInfo info = new TensorInfo(name, stored, dims);
        MergeTensor tensor =
                MergeTensor.of(info, sources, arguments)
                        .withMasks(masks)
                        .withStatistics(statistics.orElseGet(() -> new RandomStatistics(info)));
        return base.map(values -> tensor.withBase(source(values))).orElse(tensor);
    }

    public TensorMerge prepared() {
        MergeTensor tensor = tensor();
        TensorwiseMethod tensorwise =
                switch (method) {
                    case TensorwiseMethod each -> each;
                    case ModelMethod whole -> whole.survey(List.of(tensor));
                };
        return TensorMerge.prepare(tensorwise, tensor);
    }

    public float[] merged() {
        return merged(Math.max(1, models.getFirst().length));
    }

    /** The merge, read in blocks of that length. */
    public float[] merged(int block) {
        return read(prepared(), models.getFirst().length, block);
    }

    public static float[] read(FloatSource source, int elements, int block) {
        float[] merged = new float[elements];
        float[] piece = new float[block];
        for (int from = 0; from < elements; from += block) {
            int count = Math.min(block, elements - from);
            source.read(from, piece, count);
            System.arraycopy(piece, 0, merged, from, count);
        }
        return merged;
    }

    public static FloatSource source(float[] values) {
        return (from, into, count) -> System.arraycopy(values, (int) from, into, 0, count);
    }

    /** Keeps every second element, beginning with the first. */
    public static MaskSource.Mask alternating() {
        return (from, kept, count) -> {
            for (int i = 0; i < count; i++) {
                kept[i] = (from + i) % 2 == 0;
            }
        };
    }
}
