package dev.merganser.optimizer.run;

import dev.merganser.evaluators.BareLoop;
import dev.merganser.evaluators.GraphScorer;
import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.Scorer;
import dev.merganser.evaluators.WeightMode;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.task.ExaminedContent;
import dev.merganser.evaluators.task.MeasuredContent;
import dev.merganser.evaluators.task.Task;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What measures the candidates of a search: sessions for tasks that ask a graph, whole or cut into
 * layers, programs for those that ask for files. Owns the sessions until closed.
 */
final class Instruments implements AutoCloseable {

    private final SearchSettings settings;
    private final List<Task> tasks;
    private final Optional<Scorer> scorer;
    private final Optional<PathSessions> paths;
    private final Optional<ProgramMeter> programs;

    private Instruments(
            SearchSettings settings,
            List<Task> tasks,
            Optional<Scorer> scorer,
            Optional<PathSessions> paths,
            Optional<ProgramMeter> programs) {
        this.settings = settings;
        this.tasks = tasks;
        this.scorer = scorer;
        this.paths = paths;
        this.programs = programs;
    }

    /** Opens what the tasks need; the graph only where one asks it. */
    static Instruments open(
            SearchSettings settings, List<Task> tasks, Models models, Merger merger) {
        if (settings.searchesPaths()) {
            PathRules.require(settings, tasks);
            return new Instruments(
                    settings,
                    tasks,
                    Optional.empty(),
                    Optional.of(paths(settings, tasks, models, merger)),
                    Optional.empty());
        }
        Optional<ProgramMeter> programs = ProgramMeter.of(tasks);
        return new Instruments(
                settings, tasks, scorer(settings, tasks, models), Optional.empty(), programs);
    }

    private static PathSessions paths(
            SearchSettings settings, List<Task> tasks, Models models, Merger merger) {
        Map<String, Path> graphs = new LinkedHashMap<>();
        settings.models()
                .paths()
                .keySet()
                .forEach(alias -> graphs.put(alias, settings.models().graphOf(alias)));
        return PathSessions.open(
                ModelSettings.BASE, graphs, models, merger, tasks, settings.runtime());
    }

    private static Optional<Scorer> scorer(
            SearchSettings settings, List<Task> tasks, Models models) {
        List<Task> asking =
                tasks.stream().filter(task -> task.content() instanceof ExaminedContent).toList();
        return asking.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Scorer.open(
                                MatchedGraph.read(
                                        settings.models().graphFile(),
                                        models.checkpoint(ModelSettings.BASE)),
                                asking,
                                settings.runtime()));
    }

    /** The sessions of a whole graph; empty where paths are scored, or no task asks a graph. */
    Optional<Scorer> scorer() {
        return scorer;
    }

    /** The sessions of layers; empty where no paths are scored. */
    Optional<PathSessions> paths() {
        return paths;
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

    /** What measures candidates; for as many threads as there are runners. */
    RecipeMeter meter(
            Models models, Merger merger, Set<Measure> measures, BooleanSupplier cancelled) {
        if (paths.isPresent()) {
            PathSessions sessions = paths.get();
            return new PathMeter(sessions.scorer(), sessions.candidates(), merger, measures);
        }
        var distances = new WeightDistances(models.checkpoint(ModelSettings.BASE));
        return new PlanMeter(
                merger, new CandidateMeter(scorer, programs, distances, measures, cancelled));
    }

    /** How many candidates are measured at once. */
    int runnerCount() {
        return graph().map(GraphScorer::runnerCount).orElse(settings.runtime().threads());
    }

    private Optional<GraphScorer> graph() {
        return scorer.<GraphScorer>map(whole -> whole).or(() -> paths.map(PathSessions::scorer));
    }

    /** How many layers each model has; empty where no paths are scored. */
    Map<String, Integer> layerCounts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        paths.map(PathSessions::pool)
                .ifPresent(
                        pool ->
                                pool.models()
                                        .forEach(model -> counts.put(model, pool.layers(model))));
        return counts;
    }

    /** How weights reach the sessions. */
    WeightMode weights() {
        return graph().map(GraphScorer::weights).orElse(WeightMode.FEED);
    }

    /** What sessions run on. */
    String provider() {
        return graph().map(GraphScorer::provider).map(Provider::key).orElse("none");
    }

    /**
     * Items a second of a loop that only runs sessions; 0 where there is nothing to compare:
     * programs score, too, or layers are shared.
     */
    double bareItemsPerSecond(double seconds) {
        return scorer.isPresent() && programs.isEmpty()
                ? BareLoop.measure(scorer.get(), seconds)
                : 0;
    }

    /** The graphs that run, besides those that are models themselves. */
    List<Path> graphFiles() {
        if (paths.isPresent()) {
            return settings.models().graph().stream().toList();
        }
        return scorer.isPresent() ? List.of(settings.models().graphFile()) : List.of();
    }

    /** What the user should know. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        graph().ifPresent(sessions -> warnings.addAll(sessions.notes()));
        if (graph().isEmpty() && settings.models().graph().isPresent()) {
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
        paths.ifPresent(PathSessions::close);
    }
}
