package dev.merganser.recipes;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.recipe.RecipeWriter;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph with merged weights for initializers. Values are those that the plan gives (rounded to
 * its types), stored in the type that the graph has; constants that the plan does not have stay.
 */
final class OnnxOutput {

    private OnnxOutput() {}

    static void write(MergePlan plan, Path out, Path graphFile) {
        try (Arena arena = Arena.ofConfined()) {
            Graph graph = GraphReader.read(graphFile, arena);
            refuseUnused(plan, graph, graphFile);
            List<Initializer> merged =
                    graph.initializers().stream()
                            .map(initializer -> merged(plan, initializer, arena))
                            .toList();
            Map<String, String> metadata = new HashMap<>(graph.metadata());
            metadata.put(MergeWriter.RECIPE_KEY, RecipeWriter.write(plan.recipe()));
            GraphWriter.write(graph.withInitializers(merged).withMetadata(metadata), out);
        }
    }

    private static void refuseUnused(MergePlan plan, Graph graph, Path graphFile) {
        Set<String> names = new HashSet<>();
        graph.initializers().forEach(initializer -> names.add(initializer.name()));
        for (TensorInfo info : plan.tensors()) {
            if (!names.contains(info.name())) {
                throw new BadDataException(
                        "Graph %s must have an initializer for each merged tensor, but has none for '%s'."
                                .formatted(graphFile, info.name()));
            }
        }
    }

    private static Initializer merged(MergePlan plan, Initializer initializer, Arena arena) {
        TensorInfo stored = initializer.tensor().info();
        if (plan.info(stored.name()).isEmpty()) {
            return initializer;
        }
        requireSameShape(plan.info(stored.name()).get(), stored);
        MemorySegment data = arena.allocate(stored.bytes());
        if (stored.dtype() == plan.info(stored.name()).get().dtype()) {
            plan.writeTensor(stored.name(), data);
        } else {
            convert(plan, stored, data);
        }
        return new Initializer(new Tensor(stored, data));
    }

    private static void requireSameShape(TensorInfo merged, TensorInfo stored) {
        boolean sameKind =
                merged.dtype().isFloat()
                        ? stored.dtype().isFloat()
                        : merged.dtype() == stored.dtype();
        if (!sameKind || !merged.shape().equals(stored.shape())) {
            throw new BadDataException(
                    "Tensor '%s' must be the same in graph and models, found %s %s and %s %s."
                            .formatted(
                                    stored.name(),
                                    stored.dtype(),
                                    stored.shape(),
                                    merged.dtype(),
                                    merged.shape()));
        }
    }

    /** Keeps finite what the graph's type is too narrow for. */
    private static void saturate(MemorySegment values, long elements, float largest) {
        for (long i = 0; i < elements; i++) {
            float value = values.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            values.setAtIndex(ValueLayout.JAVA_FLOAT, i, Math.clamp(value, -largest, largest));
        }
    }

    private static void convert(MergePlan plan, TensorInfo stored, MemorySegment data) {
        long elements = stored.shape().elements();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(elements * Float.BYTES, Float.BYTES);
            plan.readFinite(stored.name(), values);
            saturate(values, elements, Floats.largest(stored.dtype()));
            Floats.encode(stored.dtype(), values, 0, elements, data, 0);
        }
    }
}
