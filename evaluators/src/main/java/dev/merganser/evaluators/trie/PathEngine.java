package dev.merganser.evaluators.trie;

import dev.merganser.evaluators.path.LayerPool;
import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.OutputShapes;
import dev.merganser.evaluators.runtime.PrefixCache;
import dev.merganser.evaluators.runtime.RunnerPool;
import dev.merganser.evaluators.runtime.WeightStore;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.WeightTensors;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What runs paths of a pool, and all that the runners share: sessions, weights, states of first
 * layers. Safe for use by many threads; owns its native memory until closed.
 */
public final class PathEngine implements AutoCloseable {

    private final SessionFactory factory;
    private final PoolSites sites;
    private final SegmentSessions sessions;
    private final StateBytes states;
    private final MemoryPlan memory;
    private final WeightStore weights;
    private final PrefixCache prefixes;
    private final StepEngine steps;
    private final boolean sharing;
    private final RunnerPool<PathRunner> runners;

    /**
     * How a pool is run.
     *
     * @param threads how many runners at most
     * @param memoryBytes for weights, states and what is kept of them
     * @param sharing whether candidates share what the same first steps gave
     */
    public record Settings(int threads, long memoryBytes, boolean sharing) {}

    private PathEngine(
            SessionFactory factory,
            PoolSites sites,
            SegmentSessions sessions,
            StateBytes states,
            MemoryPlan memory,
            boolean sharing) {
        this.factory = factory;
        this.sites = sites;
        this.sessions = sessions;
        this.states = states;
        this.memory = memory;
        this.sharing = sharing;
        this.weights = new WeightStore(factory, memory.weightBytes());
        this.prefixes = PrefixCache.keepingAtOnce(sharing ? memory.stateBytes() : 0);
        this.steps = new StepEngine(factory, sessions, weights);
        this.runners = RunnerPool.of(memory.runners(), () -> new PathRunner(this));
    }

    /**
     * Opens a pool. Memory that cannot hold what one runner needs is wrong use.
     *
     * @param batches what is usually run, by the output of the head that is asked for
     */
    public static PathEngine open(
            SessionFactory factory,
            LayerPool pool,
            Map<String, List<Batch>> batches,
            Settings settings) {
        var sites = new PoolSites(pool, batches.keySet());
        SegmentSessions sessions = SegmentSessions.of(factory);
        try {
            StateBytes states = states(factory, sessions, sites, batches);
            var needs = needs(sites, states, output(pool, batches));
            MemoryPlan memory =
                    MemoryPlan.of(
                            settings.memoryBytes(), settings.threads(), settings.sharing(), needs);
            return new PathEngine(factory, sites, sessions, states, memory, settings.sharing());
        } catch (RuntimeException e) {
            sessions.close();
            throw e;
        }
    }

    private static StateBytes states(
            SessionFactory factory,
            SegmentSessions sessions,
            PoolSites sites,
            Map<String, List<Batch>> batches) {
        return batches.values().stream()
                .flatMap(List::stream)
                .max(Comparator.comparingLong(StateBytes::positions))
                .map(batch -> StateBytes.measure(factory, sessions, sites, batch))
                .orElse(StateBytes.NONE);
    }

    private static long output(LayerPool pool, Map<String, List<Batch>> batches) {
        var shapes = new OutputShapes(pool.graph(pool.base()));
        return batches.entrySet().stream()
                .flatMap(
                        entry ->
                                entry.getValue().stream()
                                        .map(batch -> shapes.of(entry.getKey(), batch)))
                .mapToLong(shape -> shape.elements() * Float.BYTES)
                .max()
                .orElse(0);
    }

    private static MemoryPlan.Needs needs(PoolSites sites, StateBytes states, long output) {
        LayerPool pool = sites.pool();
        return new MemoryPlan.Needs(
                pool.models().stream()
                        .flatMap(sites::of)
                        .mapToLong(Site::weightBytes)
                        .max()
                        .orElse(0),
                pool.models().stream()
                        .mapToLong(model -> WeightTensors.bytes(pool.graph(model)))
                        .sum(),
                WeightTensors.bytes(pool.graph(pool.base())),
                states.live() + output);
    }

    /** The runners, to be borrowed. */
    public RunnerPool<PathRunner> runners() {
        return runners;
    }

    /** The layers that paths go through. */
    public LayerPool pool() {
        return sites.pool();
    }

    /** The graph of the base in parts. */
    public SegmentedModel base() {
        return sites.pool().graph(sites.pool().base());
    }

    /** All layers of a model one after the other, with weights of its form. */
    public PathCandidate identity(String model, WeightSource source) {
        var end = new PathCandidate.End(model, source);
        return new PathCandidate(
                end,
                end,
                IntStream.range(0, sites.pool().layers(model))
                        .mapToObj(layer -> new PathCandidate.Layer(model, layer, source, 1))
                        .toList(),
                Scaling.BRANCHES);
    }

    /**
     * Refuses weights that lack a tensor of a model's graph, have it in another shape, or differ
     * from a constant.
     */
    public void requireFits(String model, WeightSource source) {
        var binder = new PathBinder(sites);
        sites.of(model).forEach(site -> binder.step(site, source, 1));
    }

    /** What the user should know, one line each; usually nothing. */
    public List<String> notes() {
        return memory.notes();
    }

    /** How many sessions are open: one per distinct segment that was run. */
    public int sessionCount() {
        return sessions.count();
    }

    /** What the runners know of first steps. */
    public PrefixCache prefixes() {
        return prefixes;
    }

    /** The weights of all runners. */
    public WeightStore weights() {
        return weights;
    }

    SessionFactory factory() {
        return factory;
    }

    PoolSites sites() {
        return sites;
    }

    StepEngine steps() {
        return steps;
    }

    boolean sharing() {
        return sharing;
    }

    /** What a state of a batch takes, about. */
    long stateBytes(Batch batch) {
        return states.stateOf(StateBytes.positions(batch));
    }

    /** Waits for runners that are borrowed, then frees everything. */
    @Override
    public void close() {
        runners.close();
        prefixes.close();
        weights.close();
        sessions.close();
    }
}
