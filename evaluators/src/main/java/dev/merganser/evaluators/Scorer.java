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
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Scores candidates on tasks: as many runners as threads were asked for, each with its own weights,
 * fed to one session per distinct segment of the graph or inside sessions of their own. Scores of a
 * candidate are the same bits whatever the number of threads and whatever was scored before. Safe
 * for use by many threads. Owns its native memory until closed.
 */
public final class Scorer implements GraphScorer {

    private final SegmentedModel model;
    private final CandidateRunners runners;
    private final ScoredTasks tasks;
    private final Provider provider;

    private Scorer(
            SegmentedModel model, CandidateRunners runners, ScoredTasks tasks, Provider provider) {
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
        ScoredTasks scored = ScoredTasks.of(model, tasks, settings.batch(), factory);
        try {
            var runners = CandidateRunners.open(factory, model, scored.all(), settings);
            teach(scored, runners);
            return new Scorer(model, runners, scored, factory.provider());
        } catch (RuntimeException e) {
            scored.close();
            throw e;
        }
    }

    /** Teachers that cannot answer are refused before the first candidate. */
    private static void teach(ScoredTasks tasks, CandidateRunners runners) {
        try {
            tasks.teach(Split.SEARCH, runners.pool());
        } catch (RuntimeException e) {
            runners.close();
            throw e;
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
        Map<TaskScorer, List<Measure>> wanted = tasks.wanted(split, measures);
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
        Map<TaskScorer, List<Measure>> wanted = tasks.wanted(split, measures);
        return runners.pool()
                .with(
                        runner -> {
                            runner.load(candidate);
                            return new Timed(scores(runner, split, wanted), millisPerItem(runner));
                        });
    }

    private double millisPerItem(ModelRunner runner) {
        return Timing.millisPerItem(() -> runAll(runner, Split.SEARCH));
    }

    @Override
    public void requireFits(WeightSource candidate) {
        runners.pool()
                .with(
                        runner -> {
                            runner.load(candidate);
                            return candidate;
                        });
    }

    @Override
    public Metric<?> metric(Measure measure) {
        return tasks.metric(measure);
    }

    @Override
    public int itemCount(String task, Split split) {
        return tasks.named(task).itemCount(split);
    }

    /** The weights with the values that the graph came with. */
    public List<Tensor> graphWeights() {
        return model.weights();
    }

    @Override
    public SegmentedModel model() {
        return model;
    }

    @Override
    public Provider provider() {
        return provider;
    }

    @Override
    public WeightMode weights() {
        return runners.mode();
    }

    @Override
    public int runnerCount() {
        return runners.pool().size();
    }

    @Override
    public int sessionCount() {
        return runners.sessions().count();
    }

    @Override
    public List<String> notes() {
        return runners.notes();
    }

    RunnerPool<?> runners() {
        return runners.pool();
    }

    PrefixCache prefixes() {
        return runners.prefixes();
    }

    /** Runs every batch of a split once, for the bare loop; returns the number of items. */
    int runAll(ModelRunner runner, Split split) {
        int items = 0;
        for (TaskScorer task : tasks.all()) {
            items += task.runAll(runner, split);
        }
        return items;
    }

    @Override
    public void close() {
        runners.close();
        tasks.close();
    }
}
