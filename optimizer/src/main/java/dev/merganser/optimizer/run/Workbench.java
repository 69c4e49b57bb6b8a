package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.Scorer;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.task.TaskReader;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.optimizer.settings.MeasureSettings;
import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.optimizer.space.ParameterGenome;
import dev.merganser.optimizer.space.ParameterSpace;
import dev.merganser.recipes.check.RecipeChecker;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a search works with, opened and checked: models, tasks and the sessions that run them. Owns
 * them until closed.
 */
public final class Workbench implements AutoCloseable {

    private final SearchSettings settings;
    private final Models models;
    private final Merger merger;
    private final List<Task> tasks;
    private final Instruments instruments;
    private final Quantities quantities;
    private final Genome genome;
    private final List<Recipe> starts;
    private final List<String> kinship;
    private final List<String> cautions;

    private Workbench(
            SearchSettings settings,
            Models models,
            List<Task> tasks,
            Instruments instruments,
            Quantities quantities,
            Genome genome,
            List<Recipe> starts,
            List<String> cautions) {
        this.settings = settings;
        this.models = models;
        this.merger = Merger.of(models);
        this.tasks = tasks;
        this.instruments = instruments;
        this.quantities = quantities;
        this.genome = genome;
        this.starts = List.copyOf(starts);
        this.kinship = kinship(settings.models(), models);
        this.cautions = List.copyOf(cautions);
    }

    /** Opens what a search needs; complains about the first thing that is wrong. */
    public static Workbench open(SearchSettings settings) {
        List<Task> tasks = tasks(settings);
        Quantities quantities = quantities(settings, tasks);
        Models models = Models.open(settings.models().paths());
        try {
            ParameterGenome genome = genome(settings, models);
            List<Recipe> starts = starts(settings, genome);
            List<String> cautions = cautions(genome, Merger.of(models));
            requireFinite(settings.models(), models);
            Instruments instruments =
                    Instruments.open(settings, tasks, models.checkpoint(ModelSettings.BASE));
            try {
                requireFit(settings, models, instruments, quantities);
                return new Workbench(
                        settings, models, tasks, instruments, quantities, genome, starts, cautions);
            } catch (RuntimeException e) {
                instruments.close();
                throw e;
            }
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
    }

    private static ParameterGenome genome(SearchSettings settings, Models models) {
        if (!(settings.space() instanceof ParameterSpace space)) {
            throw new WrongUseException(
                    "Searches of data-flow and hybrid spaces are not there yet. Maybe use kind: parameter.");
        }
        return new ParameterGenome(
                space,
                ModelSettings.BASE,
                List.copyOf(settings.models().experts().keySet()),
                models.checkpoint(ModelSettings.BASE).tensors().stream()
                        .map(TensorInfo::name)
                        .toList());
    }

    /** What plans of the space's methods warn of; refuses what cannot be planned. */
    private static List<String> cautions(ParameterGenome genome, Merger merger) {
        return genome.examples().stream()
                .flatMap(recipe -> merger.plan(recipe).findings().stream())
                .filter(finding -> finding.kind() == Finding.Kind.WARNING)
                .map(Finding::message)
                .distinct()
                .toList();
    }

    private static List<Recipe> starts(SearchSettings settings, ParameterGenome genome) {
        return settings.starts().stream().map(file -> start(file, settings, genome)).toList();
    }

    private static Recipe start(Path file, SearchSettings settings, ParameterGenome genome) {
        Recipe recipe = RecipeReader.read(file).withModels(settings.models()::alias);
        genome.obstacle(recipe)
                .ifPresent(
                        reason -> {
                            throw new WrongUseException(
                                    "Start recipe %s must lie in the space of the search: %s."
                                            .formatted(file, reason));
                        });
        return recipe;
    }

    private static List<Task> tasks(SearchSettings settings) {
        List<Task> tasks = new ArrayList<>();
        settings.tasks()
                .forEach(
                        (name, source) ->
                                tasks.add(TaskReader.of(source.yaml(), name, source.folder())));
        return tasks;
    }

    private static Quantities quantities(SearchSettings settings, List<Task> tasks) {
        Map<String, Task> byName = byName(tasks);
        return new Quantities(
                settings.objectives().stream().map(each -> quantity(each, byName)).toList(),
                settings.measures().stream().map(each -> quantity(each, byName)).toList());
    }

    private static Map<String, Task> byName(List<Task> tasks) {
        return tasks.stream().collect(Collectors.toMap(Task::name, Function.identity()));
    }

    private static Objective quantity(MeasureSettings quantity, Map<String, Task> tasks) {
        return new Objective(
                quantity.name(),
                quantity.task(),
                quantity.metric(),
                direction(quantity.measure(), tasks));
    }

    private static Direction direction(Measure measure, Map<String, Task> tasks) {
        Optional<Cost> cost = Cost.of(measure);
        if (cost.isPresent()) {
            if (cost.get() == Cost.FORGETTING) {
                var _ = higherIsBetter(Cost.guarded(measure), tasks);
            }
            return Direction.MINIMIZE;
        }
        return higherIsBetter(measure, tasks) ? Direction.MAXIMIZE : Direction.MINIMIZE;
    }

    private static boolean higherIsBetter(Measure measure, Map<String, Task> tasks) {
        return Objects.requireNonNull(tasks.get(measure.task()), measure.task())
                .higherIsBetter(measure.metric());
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

    /** All models must have the same tensors, and these must fit the graph. */
    private static void requireFit(
            SearchSettings settings,
            Models models,
            Instruments instruments,
            Quantities quantities) {
        List<String> experts = List.copyOf(settings.models().experts().keySet());
        Recipe all =
                new BaselineRecipes(ModelSettings.BASE, experts)
                        .weighted(new double[experts.size()]);
        instruments.requireFit(Merger.plan(all, models), quantities.measured());
    }

    /** What was opened. */
    public SearchSettings settings() {
        return settings;
    }

    /** Carries recipes out that name models by their aliases. */
    public Merger merger() {
        return merger;
    }

    Models models() {
        return models;
    }

    List<Task> tasks() {
        return tasks;
    }

    Instruments instruments() {
        return instruments;
    }

    /** What is measured of each recipe. */
    public Quantities quantities() {
        return quantities;
    }

    /** A pool that scores recipes which name models by their aliases. */
    public ScoringPool pool() {
        return pool(() -> false);
    }

    /**
     * As the other.
     *
     * @param cancelled whether programs that are under way shall be ended and not be scored
     */
    ScoringPool pool(BooleanSupplier cancelled) {
        Map<String, Task> byName = byName(tasks);
        var scorer =
                new MergedModelScorer(
                        merger,
                        instruments.meter(
                                models.checkpoint(ModelSettings.BASE),
                                quantities.direct(),
                                cancelled),
                        quantities.forgetting(),
                        BaselineRecipes.single(ModelSettings.BASE),
                        measure -> higherIsBetter(measure, byName),
                        this::items);
        return new ScoringPool(scorer, instruments.runnerCount());
    }

    /** Items of the search split that one candidate is scored on, over all tasks. */
    int itemsOfCandidate() {
        return items(Split.SEARCH);
    }

    /** Items of a split that are measured, over all tasks; 1 where only costs are. */
    public int items(Split split) {
        return Math.max(1, measuredTasks().mapToInt(task -> task.itemCount(split)).sum());
    }

    /** The splits that the front is scored on at the end: where every task has items. */
    public List<Split> closingSplits() {
        return Stream.of(Split.VALIDATION, Split.TEST)
                .filter(split -> tasksWithout(split).isEmpty())
                .toList();
    }

    private List<String> tasksWithout(Split split) {
        return measuredTasks().filter(task -> task.itemCount(split) == 0).map(Task::name).toList();
    }

    private Stream<Task> measuredTasks() {
        Set<String> names =
                quantities.measured().stream().map(Measure::task).collect(Collectors.toSet());
        return tasks.stream().filter(task -> names.contains(task.name()));
    }

    /** The genes of this search. */
    Genome genome() {
        return genome;
    }

    /** The user's start recipes, with models by their aliases. */
    List<Recipe> starts() {
        return starts;
    }

    /** What the user should know before the search starts. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>(instruments.warnings());
        tasks.forEach(task -> warning(task).ifPresent(warnings::add));
        warnings.addAll(kinship);
        warnings.addAll(cautions);
        instruments.scorer().flatMap(this::unscored).ifPresent(warnings::add);
        if (quantities.all().stream().anyMatch(Objective::isTimed)) {
            warnings.add(
                    "Latency is measured by a clock: it differs from run to run, and so does all that it decides.");
        }
        for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
            if (!tasksWithout(split).isEmpty()) {
                warnings.add(
                        "The front will not be scored on %s: there are no such items of %s."
                                .formatted(split.key(), String.join(", ", tasksWithout(split))));
            }
        }
        return warnings;
    }

    /** Experts that do not seem to share the base; looks at a sample of the weights. */
    private static List<String> kinship(ModelSettings settings, Models models) {
        List<String> experts = List.copyOf(settings.experts().keySet());
        return RecipeChecker.kinship(ModelSettings.BASE, experts, models).stream()
                .filter(finding -> finding.kind() == Finding.Kind.WARNING)
                .map(Finding::message)
                .toList();
    }

    /** Tensors that are merged and exported, but that the graph does not run. */
    private Optional<String> unscored(Scorer scorer) {
        Set<String> run = scorer.weightNames();
        List<String> others =
                models.checkpoint(ModelSettings.BASE).tensors().stream()
                        .filter(info -> info.dtype().isFloat() && !run.contains(info.name()))
                        .map(TensorInfo::name)
                        .toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "%d float tensors of the base are merged, but the graph does not use them, so no score sees them; the first is '%s'."
                                .formatted(others.size(), others.getFirst()));
    }

    /** What the user should know about a task before it is used. */
    static Optional<String> warning(Task task) {
        int near = task.content().nearDuplicates();
        return near == 0
                ? Optional.empty()
                : Optional.of(
                        "Task '%s' has %d items that nearly repeat one of another split."
                                .formatted(task.name(), near));
    }

    @Override
    public void close() {
        try {
            instruments.close();
        } finally {
            models.close();
        }
    }
}
