package dev.merganser.recipes.output;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.GraphWeights;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.graph.Slot;
import dev.merganser.recipes.parallel.Team;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A graph with merged weights for initializers. Values are those that the plan gives (rounded to
 * its types), stored in the type that the graph has; constants that the plan does not have stay.
 */
final class OnnxOutput {

    private OnnxOutput() {}

    /**
     * Writes the file, and a second with its data where it would be too large.
     *
     * @param graphFile the graph whose initializers are replaced
     * @param recipe for its metadata
     * @return the files in the order in which they are to appear
     */
    static List<Path> write(
            MergePlan plan, Path out, Path graphFile, String recipe, MergeOutput output) {
        try (Arena arena = Arena.ofShared()) {
            Graph stored = GraphReader.read(graphFile, arena);
            refuseUnused(plan, stored, graphFile);
            Graph graph = withMergedConstants(plan, stored, arena);
            Map<String, String> metadata = new HashMap<>(graph.metadata());
            metadata.put(MergeWriter.RECIPE_KEY, recipe);
            return GraphWriter.write(
                    graph.withMetadata(metadata),
                    out,
                    output.force(),
                    slots ->
                            Team.run(
                                    output.threads(),
                                    workers -> {
                                        plan.prepare(workers);
                                        workers.forEach(
                                                slots.size(), i -> fill(plan, slots.get(i)));
                                    }));
        }
    }

    /** Weights that stand in nodes are few and small; initializers are merged when written. */
    private static Graph withMergedConstants(MergePlan plan, Graph graph, Arena arena) {
        return GraphWeights.areInitializers(graph)
                ? graph
                : GraphWeights.replaced(graph, weight -> merged(plan, weight, arena));
    }

    private static Tensor merged(MergePlan plan, Tensor weight, Arena arena) {
        MemorySegment data = arena.allocate(weight.info().bytes(), Long.BYTES);
        fill(plan, weight, data);
        return new Tensor(weight.info(), data);
    }

    private static void refuseUnused(MergePlan plan, Graph graph, Path graphFile) {
        Map<String, TensorInfo> stored = new HashMap<>();
        GraphWeights.of(graph).forEach(weight -> stored.put(weight.name(), weight.info()));
        for (TensorInfo info : plan.tensors()) {
            TensorInfo place = stored.get(info.name());
            if (place != null) {
                requireSameShape(info, place);
            } else {
                throw new BadDataException(
                        "Graph %s must have an initializer for each merged tensor, but has none for '%s'."
                                .formatted(graphFile, info.name()));
            }
        }
    }

    private static void fill(MergePlan plan, Slot slot) {
        fill(plan, slot.initializer().tensor(), slot.out());
    }

    private static void fill(MergePlan plan, Tensor original, MemorySegment out) {
        TensorInfo stored = original.info();
        Optional<TensorInfo> merged = plan.info(stored.name());
        if (merged.isEmpty()) {
            out.copyFrom(original.data());
        } else if (stored.dtype() == merged.get().dtype()) {
            plan.writeTensor(stored.name(), out);
        } else {
            convert(plan, stored, out);
        }
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
