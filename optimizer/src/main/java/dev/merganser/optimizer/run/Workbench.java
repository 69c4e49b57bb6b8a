package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.Scorer;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.task.TaskReader;
import dev.merganser.optimizer.coefficient.Estimator;
import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.settings.BaselineChoice;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.optimizer.settings.MeasureSettings;
import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.optimizer.settings.TaskMean;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.optimizer.space.Genomes;
import dev.merganser.optimizer.space.ModelFacts;
import dev.merganser.recipes.check.RecipeChecker;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;

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
    private final DrawnSpace space;
    private final Optional<LossBench> losses;
    private final BaselineFit baselines;
    private final List<String> kinship;

    private Workbench(
            SearchSettings settings,
            Models models,
            Merger merger,
            List<Task> tasks,
            Instruments instruments,
            Quantities quantities,
            DrawnSpace space) {
        this.settings = settings;
        this.models = models;
        this.merger = merger;
        this.tasks = tasks;
        this.instruments = instruments;
        this.quantities = quantities;
        this.space = space;
        this.baselines = BaselineFit.of(settings, merger);
        this.kinship = kinship(settings, models);
        this.losses = LossBench.open(settings, tasks, merger, space.genome(), instruments.scorer());
    }

    /** Opens what a search needs; complains about the first thing that is wrong. */
    public static Workbench open(SearchSettings settings) {
        List<Task> tasks = tasks(settings);
        Quantities quantities = quantities(settings, tasks);
        Models models = Models.open(settings.models().paths());
        try {
            return open(settings, tasks, quantities, models);
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
    }

    private static Workbench open(
            SearchSettings settings, List<Task> tasks, Quantities quantities, Models models) {
        Merger merger = Merger.of(models);
        // what can be said without a graph is said before one is opened
        Optional<DrawnSpace> merges =
                settings.searchesPaths()
                        ? Optional.empty()
                        : Optional.of(drawn(settings, models, merger, Map.of()));
        merges.ifPresent(space -> requireSearchable(settings, space.genome()));
        requireFinite(settings.models(), models);
        Instruments instruments =
                Instruments.open(besideLearning(settings, models), tasks, models, merger);
        try {
            requireFit(settings, models, instruments, quantities);
            DrawnSpace space =
                    merges.orElseGet(
                            () -> paths(settings, models, merger, instruments.layerCounts()));
            return new Workbench(settings, models, merger, tasks, instruments, quantities, space);
        } catch (RuntimeException e) {
            instruments.close();
            throw e;
        }
    }

    /** The settings with the memory that learning leaves for scoring. */
    private static SearchSettings besideLearning(SearchSettings settings, Models models) {
        return LossRoom.of(settings, models.checkpoint(ModelSettings.BASE))
                .map(room -> settings.withRuntime(room.beside(settings.runtime())))
                .orElse(settings);
    }

    private static DrawnSpace paths(
            SearchSettings settings,
            Models models,
            Merger merger,
            Map<String, Integer> layerCounts) {
        DrawnSpace space = drawn(settings, models, merger, layerCounts);
        requireSearchable(settings, space.genome());
        return space;
    }

    private static void requireSearchable(SearchSettings settings, Genome genome) {
        LossBench.require(settings, genome);
        MapRules.require(settings, genome);
        MapFormRules.require(settings, genome);
    }

    private static DrawnSpace drawn(
            SearchSettings settings,
            Models models,
            Merger merger,
            Map<String, Integer> layerCounts) {
        // where only some experts will be merged, any show what merges need
        List<String> experts = settings.models().aliases().subList(0, settings.models().merged());
        Genome genome =
                Genomes.of(
                        settings.space(),
                        facts(settings, experts, models, merger),
                        () -> layerCounts);
        return DrawnSpace.of(settings, genome, merger);
    }

    private static ModelFacts facts(
            SearchSettings settings, List<String> experts, Models models, Merger merger) {
        return new ModelFacts(
                ModelSettings.BASE,
                experts,
                models.checkpoint(ModelSettings.BASE).tensors().stream()
                        .map(TensorInfo::name)
                        .toList(),
                () -> ExpertNorms.squares(settings.space(), experts, merger));
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
        List<Boolean> higher =
                TaskMean.parts(measure).stream()
                        .map(part -> higherIsBetter(part, tasks))
                        .distinct()
                        .toList();
        if (higher.size() > 1) {
            throw new WrongUseException(
                    "The mean of %s needs tasks in which it has one direction, found both among %s."
                            .formatted(measure.metric(), measure.task()));
        }
        return higher.getFirst() ? Direction.MAXIMIZE : Direction.MINIMIZE;
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

    /** Models that are merged must have the same tensors; all must fit their graph. */
    private static void requireFit(
            SearchSettings settings,
            Models models,
            Instruments instruments,
            Quantities quantities) {
        if (settings.searchesPaths()) {
            instruments.paths().orElseThrow().requireFit();
        } else {
            Recipe all = BaselineFit.merge(settings.models());
            instruments.requireFit(Merger.plan(all, models), quantities.measured());
        }
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

    /** What an algorithm that learns coefficients asks; empty for the others. */
    Optional<LossMeter> lossMeter() {
        return losses.map(bench -> bench);
    }

    /** How slopes are found, where coefficients are learned. */
    Optional<Estimator> estimator() {
        return losses.map(LossBench::estimator);
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
                        instruments.meter(models, merger, quantities.direct(), cancelled),
                        quantities.means(),
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
                quantities.direct().stream().map(Measure::task).collect(Collectors.toSet());
        return tasks.stream().filter(task -> names.contains(task.name()));
    }

    /** The genes of this search; where not all experts are merged, of merges of some. */
    public Genome genome() {
        return space.genome();
    }

    /** The genes of merges of these experts. */
    Genome genome(List<String> experts) {
        return settings.models().keep().isEmpty()
                ? space.genome()
                : Genomes.of(settings.space(), facts(settings, experts, models, merger), Map::of);
    }

    /** The user's start recipes, with models by their aliases. */
    List<Recipe> starts() {
        return space.starts();
    }

    /** What the search is measured against. */
    BaselineChoice baselines() {
        return baselines.choice();
    }

    /** The algorithm with all that depends on the space settled. */
    AlgorithmChoice algorithm() {
        return MapRules.resolved(
                settings.algorithm(), space.genome().size(), settings.budget().evaluations());
    }

    /** What the user should know before the search starts. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>(instruments.warnings());
        tasks.forEach(task -> warning(task).ifPresent(warnings::add));
        warnings.addAll(kinship);
        warnings.addAll(space.cautions());
        baselines.warning().ifPresent(warnings::add);
        losses.flatMap(LossBench::warning).ifPresent(warnings::add);
        warnings.addAll(MapRules.warnings(settings, space.genome()));
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

    /** What is as it was asked for, but only known now that the models are open. */
    List<String> notes() {
        return Stream.concat(
                        genome().blocks().stream()
                                .map(b -> "Block %s: %s.".formatted(b.name(), b.words())),
                        MapRules.plan(settings, genome()).stream())
                .toList();
    }

    /** Experts that do not seem to share the base; looks at a sample of the weights. */
    private static List<String> kinship(SearchSettings settings, Models models) {
        if (!settings.merges()) {
            return List.of();
        }
        List<String> experts = settings.models().aliases();
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
        try (models;
                instruments) {
            losses.ifPresent(LossBench::close);
        }
    }
}
