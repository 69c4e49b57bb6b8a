package dev.merganser.evaluators;

import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.runtime.ModelRunner;
import dev.merganser.evaluators.runtime.PrefixCache;
import dev.merganser.evaluators.runtime.RunnerPool;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Scores candidates on tasks: as many runners as threads were asked for, each with its own weights,
 * fed to one session per distinct segment of the graph or inside sessions of their own. Scores of a
 * candidate are the same bits whatever the number of threads and whatever was scored before. Safe
 * for use by many threads. Owns its native memory until closed.
 */
public final class Scorer implements AutoCloseable {

    private static final int TIMED_PASSES = 3;

    private final SegmentedModel model;
    private final CandidateRunners runners;
    private final Map<String, TaskScorer> tasks;
    private final Provider provider;

    private Scorer(
            SegmentedModel model,
            CandidateRunners runners,
            Map<String, TaskScorer> tasks,
            Provider provider) {
        this.model = model;
        this.runners = runners;
        this.tasks = tasks;
        this.provider = provider;
    }

    /**
     * Cuts a graph, opens its sessions and packs the tasks.
     *
     * @param tasks with distinct names, at least one; all use this graph
     */
    public static Scorer open(Graph graph, List<Task> tasks, RuntimeSettings settings) {
        SessionFactory factory = SessionFactory.of(settings.provider());
        SegmentedModel model =
                SegmentCutter.with(factory).cut(WeightNames.canonical(graph).applied(graph));
        requireNames(tasks);
        Map<String, TaskScorer> scorers = new LinkedHashMap<>();
        try {
            for (Task task : tasks) {
                scorers.put(task.name(), TaskScorer.of(model, task, settings.batch(), factory));
            }
            var runners = CandidateRunners.open(factory, model, scorers.values(), settings);
            teach(scorers.values(), runners);
            return new Scorer(model, runners, scorers, factory.provider());
        } catch (RuntimeException e) {
            scorers.values().forEach(TaskScorer::close);
            throw e;
        }
    }

    /** Teachers that cannot answer are refused before the first candidate. */
    private static void teach(Collection<TaskScorer> tasks, CandidateRunners runners) {
        try {
            tasks.forEach(task -> task.teach(Split.SEARCH, runners.pool()));
        } catch (RuntimeException e) {
            runners.close();
            throw e;
        }
    }

    private static void requireNames(List<Task> tasks) {
        Set<String> names = new HashSet<>();
        for (Task task : tasks) {
            if (!names.add(task.name())) {
                throw new WrongUseException(
                        "Tasks must have different names, but two are '" + task.name() + "'.");
            }
        }
        if (names.isEmpty()) {
            throw new WrongUseException("There must be at least one task to score.");
        }
    }

    /**
     * Scores one candidate. A candidate whose outputs are not finite gives scores with NaN.
     *
     * @param candidate has every tensor of {@link #weightNames()}; where it has constants of the
     *     graph, they are the graph's; others are not looked at
     * @param split must have items in each measured task
     * @return per measure one score per item, in the order of the items
     */
    public Map<Measure, float[]> score(WeightSource candidate, Split split, Set<Measure> measures) {
        Map<TaskScorer, List<Measure>> wanted = wanted(split, measures);
        wanted.keySet().forEach(task -> task.teach(split, runners.pool()));
        return runners.pool()
                .with(
                        runner -> {
                            runner.load(candidate);
                            return scores(runner, split, wanted);
                        });
    }

    private static Map<Measure, float[]> scores(
            ModelRunner runner, Split split, Map<TaskScorer, List<Measure>> wanted) {
        Map<Measure, float[]> scores = new LinkedHashMap<>();
        wanted.forEach((task, ours) -> scores.putAll(task.score(runner, split, ours)));
        return scores;
    }

    /**
     * Scores with the time that the graph takes.
     *
     * @param millisPerItem for the search items of all tasks: the median of a few passes over all
     *     batches, beside whatever else the machine does
     */
    public record Timed(Map<Measure, float[]> scores, double millisPerItem) {}

    /** Scores one candidate as {@link #score}, then measures how long its items take. */
    public Timed scoreTimed(WeightSource candidate, Split split, Set<Measure> measures) {
        Map<TaskScorer, List<Measure>> wanted = wanted(split, measures);
        return runners.pool()
                .with(
                        runner -> {
                            runner.load(candidate);
                            return new Timed(scores(runner, split, wanted), millisPerItem(runner));
                        });
    }

    private double millisPerItem(ModelRunner runner) {
        double[] millis = new double[TIMED_PASSES];
        for (int pass = 0; pass < TIMED_PASSES; pass++) {
            long start = System.nanoTime();
            int items = runAll(runner, Split.SEARCH);
            millis[pass] = (System.nanoTime() - start) / 1e6 / items;
        }
        Arrays.sort(millis);
        return millis[TIMED_PASSES / 2];
    }

    /** Refuses a candidate that lacks a tensor of the graph or has it in another shape. */
    public void requireFits(WeightSource candidate) {
        runners.pool()
                .with(
                        runner -> {
                            runner.load(candidate);
                            return candidate;
                        });
    }

    private Map<TaskScorer, List<Measure>> wanted(Split split, Set<Measure> measures) {
        Map<TaskScorer, List<Measure>> wanted = new LinkedHashMap<>();
        for (Measure measure : measures) {
            TaskScorer task = task(measure.task());
            if (task.itemCount(split) == 0) {
                throw new WrongUseException(
                        "Task '%s' has no %s items.".formatted(measure.task(), split.key()));
            }
            var _ = task.metric(measure.metric());
            wanted.computeIfAbsent(task, _ -> new ArrayList<>()).add(measure);
        }
        return wanted;
    }

    private TaskScorer task(String name) {
        TaskScorer task = tasks.get(name);
        if (task == null) {
            throw new WrongUseException(
                    "unknown task '%s'.%s Known: %s"
                            .formatted(
                                    name,
                                    Suggestions.didYouMean(name, tasks.keySet()),
                                    String.join(", ", tasks.keySet())));
        }
        return task;
    }

    /** A metric of a task; an unknown task or metric is wrong use. */
    public Metric<?> metric(Measure measure) {
        return task(measure.task()).metric(measure.metric());
    }

    /** How many items a task has in a split. */
    public int itemCount(String task, Split split) {
        return task(task).itemCount(split);
    }

    /** The tensors that a candidate must have, in the order of the graph. */
    public Set<String> weightNames() {
        Set<String> names = new LinkedHashSet<>();
        model.weights().forEach(weight -> names.add(weight.name()));
        return names;
    }

    /** The weights with the values that the graph came with. */
    public List<Tensor> graphWeights() {
        return model.weights();
    }

    /** The graph as it was cut. */
    public SegmentedModel model() {
        return model;
    }

    /** What it runs on; never {@code auto}. */
    public Provider provider() {
        return provider;
    }

    /** How weights reach ONNX Runtime; never {@code AUTO}. */
    public WeightMode weights() {
        return runners.mode();
    }

    /** How many candidates are scored at once. */
    public int runnerCount() {
        return runners.pool().size();
    }

    /** How many sessions all runners share: one per distinct segment. */
    public int sessionCount() {
        return runners.sessions().count();
    }

    /** What the user should know, one line each; usually nothing. */
    public List<String> notes() {
        return runners.notes();
    }

    RunnerPool runners() {
        return runners.pool();
    }

    PrefixCache prefixes() {
        return runners.prefixes();
    }

    /** Runs every batch of a split once, for the bare loop; returns the number of items. */
    int runAll(ModelRunner runner, Split split) {
        int items = 0;
        for (TaskScorer task : tasks.values()) {
            items += task.runAll(runner, split);
        }
        return items;
    }

    /** Waits for scoring that is under way, then frees everything. */
    @Override
    public void close() {
        runners.close();
        tasks.values().forEach(TaskScorer::close);
    }
}
