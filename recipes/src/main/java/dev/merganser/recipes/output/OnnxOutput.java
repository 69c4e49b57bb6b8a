package dev.merganser.recipes.output;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.GraphWeights;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.graph.Slot;
import dev.merganser.recipes.graph.WeightName;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.parallel.Team;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.Transposition;

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

    private final MergePlan plan;
    private final Graph graph;
    private final WeightNames names;

    private OnnxOutput(MergePlan plan, Graph graph, GraphFit fit) {
        this.plan = plan;
        this.graph = graph;
        this.names = fit.names();
    }

    /**
     * Writes the file, and a second with its data where it would be too large: the graph of the
     * output settings, else that of the base, with its initializers replaced; of a layer path the
     * graph that is made for it.
     *
     * @param recipe for its metadata
     * @return the files in the order in which they are to appear
     */
    static List<Path> write(MergePlan plan, Path out, String recipe, MergeOutput output) {
        try (Arena arena = Arena.ofShared()) {
            OnnxOutput merging = of(plan, output, arena);
            Graph graph = merging.withMergedConstants(arena);
            Map<String, String> metadata = new HashMap<>(graph.metadata());
            metadata.put(MergeWriter.RECIPE_KEY, recipe);
            return GraphWriter.write(
                    graph.withMetadata(metadata),
                    out,
                    output.force(),
                    slots -> merging.fill(slots, output.threads()));
        }
    }

    private static OnnxOutput of(MergePlan plan, MergeOutput output, Arena arena) {
        if (plan.path().isPresent()) {
            Graph graph = output.paths().graph(plan.recipe());
            GraphFit fit = GraphFit.ofPath(plan, graph);
            fit.requireServed(Path.of(graph.name()));
            return new OnnxOutput(plan, graph, fit);
        }
        Path file = OutputPlace.graph(plan, output);
        Graph graph = GraphReader.read(file, arena);
        GraphFit fit = GraphFit.of(plan, graph);
        fit.requireServed(file);
        return new OnnxOutput(plan, graph, fit);
    }

    private void fill(List<Slot> slots, int threads) {
        Team.run(
                threads,
                workers -> {
                    plan.prepare(workers);
                    workers.forEach(slots.size(), i -> fill(slots.get(i)));
                });
    }

    /** Weights that stand in nodes are few and small; initializers are merged when written. */
    private Graph withMergedConstants(Arena arena) {
        return GraphWeights.areInitializers(graph)
                ? graph
                : GraphWeights.replaced(graph, weight -> merged(weight, arena));
    }

    private Tensor merged(Tensor weight, Arena arena) {
        MemorySegment data = arena.allocate(weight.info().bytes(), Long.BYTES);
        fill(weight, data);
        return new Tensor(weight.info(), data);
    }

    private void fill(Slot slot) {
        fill(slot.initializer().tensor(), slot.out());
    }

    private void fill(Tensor original, MemorySegment out) {
        WeightName name = names.of(original.name());
        if (!name.transposed() || plan.info(name.name()).isEmpty()) {
            fill(original, names.of(original.info()), out);
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            TensorInfo turned = names.of(original.info());
            MemorySegment merged = arena.allocate(turned.bytes(), Long.BYTES);
            fill(original, turned, merged);
            Transposition.copy(turned, merged, out);
        }
    }

    /** Fills in a tensor as {@code stored} says. */
    private void fill(Tensor original, TensorInfo stored, MemorySegment out) {
        Optional<TensorInfo> merged = plan.info(stored.name());
        if (merged.isEmpty()) {
            out.copyFrom(original.data());
        } else if (stored.dtype() == merged.get().dtype()) {
            plan.writeTensor(stored.name(), out);
        } else {
            convert(stored, out);
        }
    }

    /** Keeps finite what the graph's type is too narrow for. */
    private static void saturate(MemorySegment values, long elements, float largest) {
        for (long i = 0; i < elements; i++) {
            float value = values.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            values.setAtIndex(ValueLayout.JAVA_FLOAT, i, Math.clamp(value, -largest, largest));
        }
    }

    private void convert(TensorInfo stored, MemorySegment data) {
        long elements = stored.shape().elements();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(elements * Float.BYTES, Float.BYTES);
            plan.readFinite(stored.name(), values);
            saturate(values, elements, Floats.largest(stored.dtype()));
            Floats.encode(stored.dtype(), values, 0, elements, data, 0);
        }
    }
}
