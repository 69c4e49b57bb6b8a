package dev.merganser.recipes.wrap;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A small base of three layers and its experts, and recipes of every method over them. */
final class Family {

    private static final Map<String, Shape> SHAPES = shapes();

    private final Map<String, TestCheckpoint> models = new LinkedHashMap<>();

    private Family() {}

    private static Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("embed.weight", Shape.of(9, 6));
        for (int layer = 0; layer < 3; layer++) {
            shapes.put("layers." + layer + ".mlp.up_proj.weight", Shape.of(13, 6));
            shapes.put("layers." + layer + ".mlp.down_proj.weight", Shape.of(6, 13));
            shapes.put("layers." + layer + ".norm.weight", Shape.of(6));
        }
        shapes.put("head.weight", Shape.of(9, 6));
        return shapes;
    }

    /** Experts near the base. */
    static Family drawn() {
        var family = new Family();
        family.models.put("base", checkpoint(0, 1, Map.of()));
        Map<String, float[]> base = family.values("base");
        for (int i = 1; i <= 3; i++) {
            family.models.put("expert" + i, checkpoint(100 * i, 0.05f, base));
        }
        return family;
    }

    private static TestCheckpoint checkpoint(int seed, float size, Map<String, float[]> origin) {
        var checkpoint = new TestCheckpoint();
        int next = seed;
        for (var entry : SHAPES.entrySet()) {
            int elements = (int) entry.getValue().elements();
            float[] values = TestCheckpoint.random(next++, elements);
            float[] start = origin.getOrDefault(entry.getKey(), new float[elements]);
            for (int i = 0; i < elements; i++) {
                values[i] = start[i] + size * values[i];
            }
            checkpoint.with(entry.getKey(), DType.F32, entry.getValue(), values);
        }
        return checkpoint;
    }

    /** These models, the values of one of them changed. */
    Family with(String model, Map<String, float[]> values) {
        var changed = new Family();
        changed.models.putAll(models);
        var checkpoint = new TestCheckpoint();
        SHAPES.forEach((name, shape) -> checkpoint.with(name, DType.F32, shape, values.get(name)));
        changed.models.put(model, checkpoint);
        return changed;
    }

    /** All tensors of a model, in the order of the file. */
    Map<String, float[]> values(String model) {
        Map<String, float[]> values = new LinkedHashMap<>();
        Checkpoint checkpoint = models.get(model);
        for (TensorInfo info : checkpoint.tensors()) {
            values.put(info.name(), checkpoint.tensor(info.name()).floats());
        }
        return values;
    }

    /** What a recipe makes of these models. */
    Map<String, float[]> merged(Recipe recipe) {
        MergePlan plan = Merger.plan(recipe, Models.of(Map.copyOf(models)));
        Map<String, float[]> merged = new LinkedHashMap<>();
        for (TensorInfo info : plan.tensors()) {
            float[] values = new float[(int) info.shape().elements()];
            byte[] bytes = new byte[values.length * Float.BYTES];
            plan.read(info.name(), MemorySegment.ofArray(bytes));
            MemorySegment.copy(
                    MemorySegment.ofArray(bytes),
                    ValueLayout.JAVA_FLOAT_UNALIGNED,
                    0,
                    values,
                    0,
                    values.length);
            merged.put(info.name(), values);
        }
        return merged;
    }

    /** The methods that need nothing but numbers, flags and words. */
    static Stream<String> methods() {
        return MergeMethods.all().stream()
                .map(method -> method.descriptor())
                .filter(
                        method ->
                                method.parameters().stream()
                                        .allMatch(spec -> !spec.required() || isPlain(spec)))
                .map(MethodDescriptor::name);
    }

    private static boolean isPlain(ParameterSpec spec) {
        return switch (spec.kind()) {
            case NUMBER, FLAG, TEXT -> true;
            case FILE -> false;
        };
    }

    /** A recipe over as many experts as a method takes, with defaults, or else values in range. */
    static Recipe recipe(String name) {
        MethodDescriptor method = MergeMethods.named(name).descriptor();
        int experts = Math.min(3, method.maxModels());
        Parameters parameters = Parameters.NONE;
        for (ParameterSpec spec : method.parameters()) {
            if (spec.required()) {
                parameters = parameters.with(spec.name(), value(spec));
            }
        }
        List<ModelEntry> entries =
                IntStream.rangeClosed(1, experts)
                        .mapToObj(i -> ModelEntry.of("expert" + i))
                        .toList();
        return Recipe.of(name, entries).withBaseModel("base").withParameters(parameters);
    }

    private static ParameterValue value(ParameterSpec spec) {
        return switch (spec.kind()) {
            case NUMBER -> ParameterValue.of(number(spec));
            case FLAG -> ParameterValue.of(true);
            case TEXT, FILE -> ParameterValue.of(spec.choices().getFirst());
        };
    }

    /** A share, or else a whole number. */
    private static double number(ParameterSpec spec) {
        return spec.complaint(Argument.of(0.75)).isEmpty()
                ? 0.75
                : Math.clamp(1, spec.low(), spec.high());
    }
}
