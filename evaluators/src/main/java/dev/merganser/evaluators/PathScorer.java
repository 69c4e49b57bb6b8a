package dev.merganser.evaluators;

import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.path.LayerPool;
import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.task.Collector;
import dev.merganser.evaluators.task.Exam;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.trie.PathEngine;
import dev.merganser.evaluators.trie.PathGroup;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Scores paths through the layers of a pool, in groups: what candidates of a group begin with is
 * computed once for all of them, and what candidates of earlier groups began with is kept as far as
 * memory allows. Scores of a candidate are the same bits whatever it is scored with, whatever was
 * scored before, and whatever the number of threads. Weights are fed, each tensor held once for all
 * candidates that have it. Safe for use by many threads. Owns its native memory until closed.
 */
public final class PathScorer implements GraphScorer {

    private final PathEngine engine;
    private final ScoredTasks tasks;
    private final Provider provider;
    private final List<String> notes;

    private PathScorer(
            PathEngine engine, ScoredTasks tasks, Provider provider, List<String> notes) {
        this.engine = engine;
        this.tasks = tasks;
        this.provider = provider;
        this.notes = List.copyOf(notes);
    }

    /**
     * Packs the tasks and makes runners. Memory that cannot hold the weights of one step and the
     * values of one path and batch is wrong use.
     *
     * @param tasks with distinct names, at least one; all use the graph of the pool's base
     */
    public static PathScorer open(LayerPool pool, List<Task> tasks, RuntimeSettings settings) {
        SessionFactory factory = SessionFactory.of(settings.provider());
        SegmentedModel base = pool.graph(pool.base());
        ScoredTasks scored = ScoredTasks.of(base, tasks, settings.batch(), factory);
        try {
            PathEngine engine = PathEngine.open(factory, pool, batches(scored), engine(settings));
            teach(scored, engine);
            return new PathScorer(engine, scored, factory.provider(), notes(engine, settings));
        } catch (RuntimeException e) {
            scored.close();
            throw e;
        }
    }

    private static PathEngine.Settings engine(RuntimeSettings settings) {
        return new PathEngine.Settings(
                settings.threads(), settings.memoryBytes(), settings.sharing());
    }

    private static Map<String, List<Batch>> batches(ScoredTasks tasks) {
        Map<String, List<Batch>> batches = new HashMap<>();
        for (TaskScorer task : tasks.all()) {
            batches.computeIfAbsent(task.exam(Split.SEARCH).output(), _ -> new ArrayList<>())
                    .addAll(task.batches(Split.SEARCH));
        }
        return batches;
    }

    private static void teach(ScoredTasks tasks, PathEngine engine) {
        try {
            tasks.teach(Split.SEARCH, engine.runners());
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static List<String> notes(PathEngine engine, RuntimeSettings settings) {
        List<String> notes = new ArrayList<>(engine.notes());
        if (settings.weights() == WeightMode.INITIALIZERS) {
            notes.add(
                    "Weights of layer paths are fed, since candidates share them: weights 'initializers' is for searches of parameter space.");
        }
        return notes;
    }

    /** What came of a candidate. */
    public sealed interface Outcome {

        /**
         * It was run. Where its outputs are not finite, scores hold NaN or infinities.
         *
         * @param scores per measure one score per item, in the order of the items
         */
        record Scored(Map<Measure, float[]> scores, LayerCalls calls) implements Outcome {
            public Scored {
                scores = Map.copyOf(scores);
            }
        }

        /** It cannot be run: a tensor is missing or has another shape, or a step fails. */
        record Failed(String reason) implements Outcome {}
    }

    /**
     * How often layers were run on a batch, without stem and head; both together are the layers of
     * the path times the batches. Of candidates that share a call, the first of the group has it as
     * done, the others as saved.
     *
     * @param done run for this candidate
     * @param saved run for another candidate of the group, or known from an earlier group
     */
    public record LayerCalls(long done, long saved) {}

    /**
     * Scores a group of candidates, as many as are ready: the more, the more they share.
     *
     * @param split must have items in each measured task
     * @return one outcome each, in their order
     */
    public List<Outcome> score(List<PathCandidate> group, Split split, Set<Measure> measures) {
        Map<TaskScorer, List<Measure>> wanted = tasks.wanted(split, measures);
        wanted.keySet().forEach(task -> task.teach(split, engine.runners()));
        return engine.runners()
                .with(
                        runner -> {
                            try (PathGroup running = runner.group(group)) {
                                return outcomes(running, group.size(), split, wanted);
                            }
                        });
    }

    private static List<Outcome> outcomes(
            PathGroup group, int size, Split split, Map<TaskScorer, List<Measure>> wanted) {
        List<Map<Measure, float[]>> scores = new ArrayList<>();
        for (int candidate = 0; candidate < size; candidate++) {
            scores.add(new LinkedHashMap<>());
        }
        wanted.forEach((task, measures) -> score(group, split, task, measures, scores));
        List<Outcome> outcomes = new ArrayList<>();
        for (int candidate = 0; candidate < size; candidate++) {
            Optional<String> failure = group.failure(candidate);
            outcomes.add(
                    failure.isPresent()
                            ? new Outcome.Failed(failure.get())
                            : new Outcome.Scored(scores.get(candidate), calls(group, candidate)));
        }
        return outcomes;
    }

    private static LayerCalls calls(PathGroup group, int candidate) {
        return new LayerCalls(group.done(candidate), group.saved(candidate));
    }

    private static void score(
            PathGroup group,
            Split split,
            TaskScorer task,
            List<Measure> measures,
            List<Map<Measure, float[]>> scores) {
        Exam exam = task.exam(split);
        List<Collector> collectors = scores.stream().map(_ -> exam.collector()).toList();
        group.run(
                task.batches(split),
                exam.output(),
                (candidate, batch, output) -> collectors.get(candidate).take(batch, output));
        for (int i = 0; i < collectors.size(); i++) {
            int candidate = i;
            group.attempt(
                    candidate,
                    () ->
                            scores.get(candidate)
                                    .putAll(
                                            task.marks(
                                                    measures,
                                                    collectors.get(candidate).predictions())));
        }
    }

    /**
     * How long the search items of all tasks take, one path alone and nothing known from before:
     * the median of a few passes over all batches, beside whatever else the machine does. A path
     * that cannot be run is wrong use.
     */
    public double millisPerItem(PathCandidate candidate) {
        return engine.runners()
                .with(
                        runner -> {
                            try (PathGroup alone = runner.alone(candidate)) {
                                return Timing.millisPerItem(() -> runAll(alone));
                            }
                        });
    }

    private int runAll(PathGroup alone) {
        int items = 0;
        for (TaskScorer task : tasks.all()) {
            String output = task.exam(Split.SEARCH).output();
            alone.run(task.batches(Split.SEARCH), output, (_, _, _) -> {});
            items += task.itemCount(Split.SEARCH);
        }
        alone.failure(0)
                .ifPresent(
                        reason -> {
                            throw new WrongUseException(reason);
                        });
        return items;
    }

    /** All layers of a model one after the other, with weights of its form and no scales. */
    public PathCandidate identity(String model, WeightSource weights) {
        return engine.identity(model, weights);
    }

    @Override
    public void requireFits(WeightSource candidate) {
        requireFits(engine.pool().base(), candidate);
    }

    /**
     * Refuses weights that lack a tensor of a model's graph, have it in another shape, or differ
     * from a constant.
     */
    public void requireFits(String model, WeightSource weights) {
        engine.requireFits(model, weights);
    }

    @Override
    public Metric<?> metric(Measure measure) {
        return tasks.metric(measure);
    }

    @Override
    public int itemCount(String task, Split split) {
        return tasks.named(task).itemCount(split);
    }

    @Override
    public SegmentedModel model() {
        return engine.base();
    }

    @Override
    public Provider provider() {
        return provider;
    }

    @Override
    public WeightMode weights() {
        return WeightMode.FEED;
    }

    @Override
    public int runnerCount() {
        return engine.runners().size();
    }

    @Override
    public int sessionCount() {
        return engine.sessionCount();
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    PathEngine engine() {
        return engine;
    }

    @Override
    public void close() {
        engine.close();
        tasks.close();
    }
}
