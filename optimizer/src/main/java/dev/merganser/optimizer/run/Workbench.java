package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.Scorer;
import dev.merganser.evaluators.metric.Metrics;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.task.TaskReader;
import dev.merganser.optimizer.settings.MeasureSettings;
import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.optimizer.space.ParameterGenome;
import dev.merganser.recipes.Finding;
import dev.merganser.recipes.Merger;
import dev.merganser.recipes.Models;
import dev.merganser.recipes.RecipeChecker;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;

import java.util.ArrayList;
import java.util.List;

/**
 * What a search works with, opened and checked: models, tasks and the sessions that run them. Owns
 * them until closed.
 */
public final class Workbench implements AutoCloseable {

    private final SearchSettings settings;
    private final Models models;
    private final Merger merger;
    private final List<Task> tasks;
    private final Scorer scorer;
    private final Quantities quantities;

    private Workbench(
            SearchSettings settings,
            Models models,
            List<Task> tasks,
            Scorer scorer,
            Quantities quantities) {
        this.settings = settings;
        this.models = models;
        this.merger = Merger.of(models);
        this.tasks = tasks;
        this.scorer = scorer;
        this.quantities = quantities;
    }

    /** Opens what a search needs; complains about the first thing that is wrong. */
    public static Workbench open(SearchSettings settings) {
        Quantities quantities = quantities(settings);
        List<Task> tasks = tasks(settings);
        Models models = Models.open(settings.models().paths());
        try {
            requireFinite(settings.models(), models);
            Scorer scorer =
                    Scorer.open(
                            GraphReader.read(settings.models().graphFile()),
                            tasks,
                            settings.runtime());
            return new Workbench(settings, models, tasks, scorer, quantities);
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
    }

    private static List<Task> tasks(SearchSettings settings) {
        List<Task> tasks = new ArrayList<>();
        settings.tasks()
                .forEach(
                        (name, source) ->
                                tasks.add(TaskReader.of(source.yaml(), name, source.folder())));
        return tasks;
    }

    private static Quantities quantities(SearchSettings settings) {
        return new Quantities(
                settings.objectives().stream().map(Workbench::quantity).toList(),
                settings.measures().stream().map(Workbench::quantity).toList());
    }

    private static Objective quantity(MeasureSettings measure) {
        boolean higher = Metrics.named(measure.metric()).higherIsBetter();
        return new Objective(
                measure.name(),
                measure.task(),
                measure.metric(),
                higher ? Direction.MAXIMIZE : Direction.MINIMIZE);
    }

    /**
     * One NaN would spoil every candidate, so all weights are looked at before a night is spent.
     */
    private static void requireFinite(ModelSettings settings, Models models) {
        for (String alias : settings.paths().keySet()) {
            List<Finding> findings = RecipeChecker.nonFinite(alias, models.checkpoint(alias));
            if (!findings.isEmpty()) {
                throw new BadDataException(findings.getFirst().message());
            }
        }
    }

    SearchSettings settings() {
        return settings;
    }

    Merger merger() {
        return merger;
    }

    Models models() {
        return models;
    }

    List<Task> tasks() {
        return tasks;
    }

    Scorer scorer() {
        return scorer;
    }

    Quantities quantities() {
        return quantities;
    }

    /** A pool that scores recipes which name models by their aliases. */
    ScoringPool pool() {
        return new ScoringPool(
                new MergedModelScorer(merger, scorer, quantities.measured()), scorer.runnerCount());
    }

    /** Items of the search split that one candidate is scored on, over all tasks. */
    int itemsOfCandidate() {
        return quantities.measured().stream()
                .map(Measure::task)
                .distinct()
                .mapToInt(task -> scorer.itemCount(task, Split.SEARCH))
                .sum();
    }

    /** The genes of this search. */
    Genome genome() {
        return new ParameterGenome(
                settings.space(),
                ModelSettings.BASE,
                List.copyOf(settings.models().experts().keySet()),
                models.checkpoint(ModelSettings.BASE).tensors().stream()
                        .map(TensorInfo::name)
                        .toList());
    }

    /** The user's start recipes, with models by their aliases. */
    List<Recipe> starts() {
        return settings.starts().stream()
                .map(file -> RecipeReader.read(file).withModels(settings.models()::alias))
                .toList();
    }

    /** What the user should know before the search starts. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>(scorer.notes());
        for (Task task : tasks) {
            if (task.nearDuplicates() > 0) {
                warnings.add(
                        "Task '%s' has %d items that nearly repeat one of another split."
                                .formatted(task.name(), task.nearDuplicates()));
            }
        }
        return warnings;
    }

    @Override
    public void close() {
        try {
            scorer.close();
        } finally {
            models.close();
        }
    }
}
