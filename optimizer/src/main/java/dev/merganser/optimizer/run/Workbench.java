package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.coefficient.Estimator;
import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.settings.BaselineChoice;
import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * What a search works with, opened and checked: models, tasks and the sessions that run them. Owns
 * them until closed.
 */
public final class Workbench implements AutoCloseable {

    private final SearchSettings settings;
    private final SearchModels models;
    private final SearchTasks tasks;
    private final Instruments instruments;
    private final DrawnSpace space;
    private final BaselineFit baselines;
    private final List<String> kinship;
    private final Optional<LossBench> losses;

    private Workbench(
            SearchSettings settings,
            SearchModels models,
            SearchTasks tasks,
            Instruments instruments,
            DrawnSpace space) {
        this.settings = settings;
        this.models = models;
        this.tasks = tasks;
        this.instruments = instruments;
        this.space = space;
        this.baselines = BaselineFit.of(settings, models.merger());
        this.kinship = settings.merges() ? models.kinshipWarnings() : List.of();
        this.losses =
                LossBench.open(
                        settings,
                        tasks.all(),
                        models.merger(),
                        space.genome(),
                        instruments.scorer());
    }

    /** Opens what a search needs; complains about the first thing that is wrong. */
    public static Workbench open(SearchSettings settings) {
        SearchTasks tasks = SearchTasks.read(settings);
        SearchModels models = SearchModels.open(settings.models());
        try {
            return open(settings, models, tasks);
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
    }

    private static Workbench open(SearchSettings settings, SearchModels models, SearchTasks tasks) {
        // what can be said without a graph is said before one is opened
        Optional<DrawnSpace> merges =
                settings.searchesPaths()
                        ? Optional.empty()
                        : Optional.of(DrawnSpace.of(settings, models, Map.of()));
        models.requireFinite();
        Instruments instruments =
                Instruments.open(
                        LossRoom.beside(settings, models.base()),
                        tasks.all(),
                        models.models(),
                        models.merger());
        try {
            requireFit(settings, models, instruments, tasks.quantities());
            DrawnSpace space =
                    merges.orElseGet(
                            () -> DrawnSpace.of(settings, models, instruments.layerCounts()));
            return new Workbench(settings, models, tasks, instruments, space);
        } catch (RuntimeException e) {
            instruments.close();
            throw e;
        }
    }

    /** Models that are merged must have the same tensors; all must fit their graph. */
    private static void requireFit(
            SearchSettings settings,
            SearchModels models,
            Instruments instruments,
            Quantities quantities) {
        if (settings.searchesPaths()) {
            instruments.paths().orElseThrow().requireFit();
        } else {
            Recipe all = BaselineFit.merge(settings.models());
            instruments.requireFit(Merger.plan(all, models.models()), quantities.measured());
        }
    }

    /** What was opened. */
    public SearchSettings settings() {
        return settings;
    }

    /** Carries recipes out that name models by their aliases. */
    public Merger merger() {
        return models.merger();
    }

    SearchTasks tasks() {
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
        return tasks.quantities();
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
        Quantities quantities = quantities();
        var scorer =
                new MergedModelScorer(
                        instruments.meter(
                                models.models(), models.merger(), quantities.direct(), cancelled),
                        quantities.means(),
                        quantities.forgetting(),
                        BaselineRecipes.single(ModelSettings.BASE),
                        tasks.directions()::higherIsBetter,
                        tasks::items);
        return new ScoringPool(scorer, instruments.runnerCount());
    }

    /** Items of a split that are measured, over all tasks; 1 where only costs are. */
    public int items(Split split) {
        return tasks.items(split);
    }

    /** The splits that the front is scored on at the end: where every task has items. */
    public List<Split> closingSplits() {
        return tasks.closingSplits();
    }

    /** The genes of this search; where not all experts are merged, of merges of some. */
    public Genome genome() {
        return space.genome();
    }

    /** The genes of merges of these experts. */
    Genome genome(List<String> experts) {
        return settings.models().keep().isEmpty()
                ? space.genome()
                : models.genome(settings.space(), experts, Map.of());
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
        warnings.addAll(tasks.warnings());
        warnings.addAll(kinship);
        warnings.addAll(space.cautions());
        baselines.warning().ifPresent(warnings::add);
        losses.flatMap(LossBench::warning).ifPresent(warnings::add);
        warnings.addAll(MapRules.warnings(settings, space.genome()));
        instruments.scorer().flatMap(models::unscoredWarning).ifPresent(warnings::add);
        quantities().warning().ifPresent(warnings::add);
        warnings.addAll(tasks.closingWarnings());
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

    @Override
    public void close() {
        try (models;
                instruments) {
            losses.ifPresent(LossBench::close);
        }
    }
}
