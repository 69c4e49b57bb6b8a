package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.Scorer;
import dev.merganser.evaluators.WeightMode;
import dev.merganser.evaluators.task.ExaminedContent;
import dev.merganser.evaluators.task.MeasuredContent;
import dev.merganser.evaluators.task.Task;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.plan.MergePlan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What measures the candidates of a search: sessions for tasks that ask a graph, programs for those
 * that ask for files. Owns the sessions until closed.
 */
final class Instruments implements AutoCloseable {

    private final SearchSettings settings;
    private final List<Task> tasks;
    private final Optional<Scorer> scorer;
    private final Optional<ProgramMeter> programs;

    private Instruments(
            SearchSettings settings,
            List<Task> tasks,
            Optional<Scorer> scorer,
            Optional<ProgramMeter> programs) {
        this.settings = settings;
        this.tasks = tasks;
        this.scorer = scorer;
        this.programs = programs;
    }

    /**
     * Opens what the tasks need; the graph only where one asks it.
     *
     * @param base for the names of the graph's weights
     */
    static Instruments open(SearchSettings settings, List<Task> tasks, Checkpoint base) {
        Optional<ProgramMeter> programs = ProgramMeter.of(tasks);
        return new Instruments(settings, tasks, scorer(settings, tasks, base), programs);
    }

    private static Optional<Scorer> scorer(
            SearchSettings settings, List<Task> tasks, Checkpoint base) {
        List<Task> asking =
                tasks.stream().filter(task -> task.content() instanceof ExaminedContent).toList();
        return asking.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Scorer.open(
                                MatchedGraph.read(settings.models().graphFile(), base),
                                asking,
                                settings.runtime()));
    }

    /** The sessions; empty where no task asks a graph. */
    Optional<Scorer> scorer() {
        return scorer;
    }

    /** Refuses models that do not fit the graph or the room on the disk, and what has no graph. */
    void requireFit(MergePlan plan, Set<Measure> measures) {
        scorer.ifPresent(graph -> graph.requireFits(plan));
        programs.ifPresent(each -> each.requireRoom(plan));
        if (scorer.isEmpty() && measures.contains(Cost.LATENCY.measure())) {
            throw new WrongUseException(
                    "cost: latency is that of the graph, but no task asks a graph: all are of kind command.");
        }
    }

    /** What measures one candidate after the other; for as many threads as there are runners. */
    CandidateMeter meter(Checkpoint base, Set<Measure> measures, BooleanSupplier cancelled) {
        return new CandidateMeter(scorer, programs, new WeightDistances(base), measures, cancelled);
    }

    /** How many candidates are measured at once. */
    int runnerCount() {
        return scorer.map(Scorer::runnerCount).orElse(settings.runtime().threads());
    }

    /** How weights reach the sessions. */
    WeightMode weights() {
        return scorer.map(Scorer::weights).orElse(WeightMode.FEED);
    }

    /** What sessions run on. */
    String provider() {
        return scorer.map(graph -> graph.provider().key()).orElse("none");
    }

    /** What the user should know. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        scorer.ifPresent(graph -> warnings.addAll(graph.notes()));
        if (scorer.isEmpty() && settings.models().graph().isPresent()) {
            warnings.add("The graph is not used: all tasks are of kind command.");
        }
        return warnings;
    }

    /** What would run besides this program. */
    List<Finding> programs() {
        return tasks.stream().flatMap(task -> program(task).stream()).toList();
    }

    /** What a task would run besides this program. */
    static Optional<Finding> program(Task task) {
        return task.content() instanceof MeasuredContent content
                ? Optional.of(Finding.note(content.words()))
                : Optional.empty();
    }

    @Override
    public void close() {
        scorer.ifPresent(Scorer::close);
    }
}
