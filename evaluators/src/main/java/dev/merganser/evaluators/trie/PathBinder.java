package dev.merganser.evaluators.trie;

import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.evaluators.runtime.ConstantCheck;
import dev.merganser.evaluators.runtime.StoredWeight;
import dev.merganser.evaluators.runtime.WeightFit;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the weights of the paths of one call. Tensors whose origin a source cannot tell are known
 * by the source itself, for this call. For one thread at a time.
 */
final class PathBinder {

    private final PoolSites sites;
    private final IdentityHashMap<WeightSource, Bound> bound = new IdentityHashMap<>();
    private final Map<BoundStep.Computation, BoundStep> steps = new HashMap<>();
    private final List<Object> untold = new ArrayList<>();

    /** What is known of a source. */
    private static final class Bound {
        private final Map<Site, Map<String, StoredWeight>> weights = new HashMap<>();
        private final Map<String, Object> keys = new HashMap<>();
        private final Set<String> checked = new HashSet<>();
    }

    /** A tensor whose origin is told. */
    private record Told(String name, Object key) {}

    PathBinder(PoolSites sites) {
        this.sites = sites;
    }

    /** The keys of the tensors that only this call knows. */
    Collection<Object> untold() {
        return Collections.unmodifiableList(untold);
    }

    /**
     * A path with its weights; one that lacks a tensor or has it in another shape, or differs from
     * a constant of its graph, is refused.
     *
     * @param outputs what is asked of the head
     */
    BoundPath bind(PathCandidate path, Set<String> outputs) {
        sites.pool().requireTogether(path.stem().model(), path.head().model());
        List<BoundStep> bound = new ArrayList<>(path.layers().size() + 1);
        bound.add(step(sites.stem(path.stem().model()), path.stem().weights(), 1));
        for (PathCandidate.Layer layer : path.layers()) {
            bound.add(layer(path, layer));
        }
        Map<String, BoundStep> heads = new HashMap<>();
        for (String output : outputs) {
            Site head = sites.head(path.head().model(), output);
            heads.put(output, step(head, path.head().weights(), 1));
        }
        return new BoundPath(bound, heads);
    }

    private BoundStep layer(PathCandidate path, PathCandidate.Layer layer) {
        boolean scaled = layer.scale() != 1;
        Site site =
                sites.layer(
                        layer.model(),
                        layer.index(),
                        scaled ? Optional.of(path.scaling()) : Optional.empty());
        return step(site, layer.weights(), (float) layer.scale());
    }

    /** A step with the weights of a source; the same object where the same is computed. */
    BoundStep step(Site site, WeightSource source, float scale) {
        Bound known = bound.computeIfAbsent(source, _ -> new Bound());
        checkConstants(site.model(), source, known);
        Map<String, StoredWeight> weights =
                known.weights.computeIfAbsent(site, each -> weights(each, source, known.keys));
        boolean told = weights.values().stream().allMatch(weight -> weight.key() instanceof Told);
        var step = new BoundStep(site, weights, scale, told);
        BoundStep same = steps.putIfAbsent(step.computation(), step);
        return same == null ? step : same;
    }

    private void checkConstants(String model, WeightSource source, Bound known) {
        if (!known.checked.contains(model)) {
            SegmentedModel graph = sites.pool().graph(model);
            new ConstantCheck(graph.graph().name(), graph.constants()).check(source);
            known.checked.add(model);
        }
    }

    private Map<String, StoredWeight> weights(
            Site site, WeightSource source, Map<String, Object> keys) {
        String graph = sites.pool().graph(site.model()).graph().name();
        Map<String, StoredWeight> weights = HashMap.newHashMap(site.step().weights().size());
        site.step()
                .weights()
                .forEach(
                        (input, name) -> {
                            Shape shape = site.shape(input);
                            WeightFit.require(graph, name, shape, source);
                            Object key = keys.computeIfAbsent(name, each -> key(each, source));
                            weights.put(input, new StoredWeight(key, name, shape, source));
                        });
        return weights;
    }

    private Object key(String name, WeightSource source) {
        Optional<Object> told = source.key(name);
        if (told.isPresent()) {
            return new Told(name, told.get());
        }
        var ours = new Object();
        untold.add(ours);
        return ours;
    }
}
