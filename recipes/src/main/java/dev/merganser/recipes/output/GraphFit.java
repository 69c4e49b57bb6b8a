package dev.merganser.recipes.output;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphWeights;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.matching.Match;
import dev.merganser.recipes.matching.WeightMatching;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How merged tensors fit the graph that they are to be put into.
 *
 * @param names of the graph's weights in the plan
 * @param unused tensors of the plan that the graph has no weight for
 * @param unserved matrices of the graph that the plan has no tensor for
 */
record GraphFit(WeightNames names, List<String> unused, List<String> unserved) {

    /** How the tensors of a plan fit; of another shape or kind than the weight is bad data. */
    static GraphFit of(MergePlan plan, Graph graph) {
        var matching = WeightMatching.of(graph, plan.like());
        WeightNames names = matching.names(graph);
        Map<String, TensorInfo> stored = new HashMap<>();
        GraphWeights.of(graph).stream()
                .map(weight -> names.of(weight.info()))
                .forEach(info -> stored.put(info.name(), info));
        List<String> unused = new ArrayList<>();
        for (TensorInfo info : plan.tensors()) {
            @Nullable TensorInfo place = stored.get(info.name());
            if (place == null) {
                unused.add(info.name());
            } else {
                requireSameShape(info, place);
            }
        }
        return new GraphFit(names, unused, unserved(graph, matching));
    }

    /** How the tensors of a layer path fit the graph that was made for it, which calls them so. */
    static GraphFit ofPath(MergePlan plan, Graph graph) {
        Map<String, TensorInfo> places = new HashMap<>();
        GraphWeights.of(graph).forEach(weight -> places.put(weight.name(), weight.info()));
        List<String> unused = new ArrayList<>();
        for (TensorInfo info : plan.tensors()) {
            @Nullable TensorInfo place = places.remove(info.name());
            if (place == null) {
                unused.add(info.name());
            } else {
                requireSameShape(info, place);
            }
        }
        List<String> unserved =
                places.values().stream()
                        .filter(info -> info.dtype().isFloat() && info.shape().rank() >= 2)
                        .map(TensorInfo::name)
                        .toList();
        return new GraphFit(WeightNames.of(Map.of()), unused, unserved);
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

    private static List<String> unserved(Graph graph, WeightMatching matching) {
        Set<String> matched =
                matching.matches().stream().map(Match::initializer).collect(Collectors.toSet());
        return GraphWeights.of(graph).stream()
                .filter(weight -> weight.dtype().isFloat() && weight.shape().rank() >= 2)
                .map(Tensor::name)
                .filter(name -> !matched.contains(name))
                .toList();
    }

    /** Refuses tensors without a place where the graph has matrices without a tensor. */
    void requireServed(Path graph) {
        if (!unused.isEmpty() && !unserved.isEmpty()) {
            throw new BadDataException(
                    "Graph %s must have an initializer for each merged tensor, but has none for '%s', and no tensor is for its '%s'. Maybe '%s' shows what matches."
                            .formatted(
                                    graph,
                                    unused.getFirst(),
                                    unserved.getFirst(),
                                    "inspect GRAPH --checkpoint MODEL"));
        }
    }

    /** That the output lacks tensors for which the graph has no use, such as a pooler. */
    Optional<Finding> leftOut() {
        return unused.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Finding.warning(
                                "%d merged tensors are left out, since the graph does not use them; the first is '%s'."
                                        .formatted(unused.size(), unused.getFirst())));
    }
}
