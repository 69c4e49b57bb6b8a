package dev.merganser.optimizer.survey;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.run.Evaluation;
import dev.merganser.optimizer.run.Quantities;
import dev.merganser.optimizer.run.ScoringPool;
import dev.merganser.optimizer.run.StopSignal;
import dev.merganser.optimizer.run.Workbench;
import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.statistics.MeanIntervals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares all merge methods on one family of models: each at its defaults and at the best of a
 * small scan. A scan sees the search split only; its best is the point with the lowest sum of
 * objectives as costs, each scaled by its range over base and experts. What comes out depends on
 * the files and the seed, not on threads; times apart.
 */
final class Survey {

    private static final long INTERVAL_SEED = 1;

    private final Workbench workbench;
    private final ScoringPool pool;
    private final Consumer<String> progress;
    private final MeanIntervals intervals = MeanIntervals.withSeed(INTERVAL_SEED);
    private final StopSignal never = new StopSignal();

    private Survey(Workbench workbench, ScoringPool pool, Consumer<String> progress) {
        this.workbench = workbench;
        this.pool = pool;
        this.progress = progress;
    }

    /**
     * Runs a survey; takes minutes.
     *
     * @param progress what is under way, line by line
     */
    static SurveyResult run(Workbench workbench, Entrants entrants, Consumer<String> progress) {
        try (ScoringPool pool = workbench.pool()) {
            return new Survey(workbench, pool, progress).run(entrants);
        }
    }

    private SurveyResult run(Entrants entrants) {
        List<String> experts = List.copyOf(workbench.settings().models().experts().keySet());
        Map<String, Evaluation.Scored> singles = singles(experts);
        ReferencePoint frame =
                ReferencePoint.of(
                        quantities().objectives(),
                        singles.values().stream()
                                .map(scored -> quantities().objectiveValues(scored.values()))
                                .toList());
        List<Entry> entries = new ArrayList<>();
        for (Entrant entrant : entrants.all()) {
            progress.accept(
                    "%d of %d: %s"
                            .formatted(entries.size() + 1, entrants.all().size(), entrant.name()));
            entries.add(entry(entrant, frame));
        }
        return new SurveyResult(
                workbench.settings().name(),
                quantities(),
                singles.keySet().stream().map(this::single).toList(),
                entries,
                entrants.absent(),
                items());
    }

    private Quantities quantities() {
        return workbench.quantities();
    }

    /** Base and experts on the search split. */
    private Map<String, Evaluation.Scored> singles(List<String> experts) {
        progress.accept("base and experts");
        List<String> names =
                Stream.concat(Stream.of(ModelSettings.BASE), experts.stream()).toList();
        List<Evaluation> evaluations =
                score(names.stream().map(Survey::alone).toList(), Split.SEARCH);
        Map<String, Evaluation.Scored> singles = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            singles.put(names.get(i), required(names.get(i), evaluations.get(i)));
        }
        return singles;
    }

    private static Evaluation.Scored required(String name, Evaluation evaluation) {
        return switch (evaluation) {
            case Evaluation.Scored scored -> scored;
            case Evaluation.Failed failed ->
                    throw new BadDataException(
                            "'%s' must be scored before a survey starts, but: %s"
                                    .formatted(name, failed.reason()));
            case Evaluation.Abandoned _ -> throw stopped();
        };
    }

    private static IllegalStateException stopped() {
        return new IllegalStateException("A survey cannot be stopped");
    }

    private static Recipe alone(String model) {
        return Recipe.of("passthrough", List.of(ModelEntry.of(model)));
    }

    private Entry single(String name) {
        return new Entry(
                name, contribution(alone(name)), Optional.empty(), 0, 0, List.of(), List.of());
    }

    private Entry entry(Entrant entrant, ReferencePoint frame) {
        ParameterScan.Point start = points(List.of(entrant.recipe()), frame).getFirst();
        ParameterScan scan = ParameterScan.of(entrant, start, recipes -> points(recipes, frame));
        Contribution atDefault =
                start.cost().isPresent()
                        ? contribution(entrant.recipe())
                        : Contribution.failed(entrant.recipe(), start.failure());
        return new Entry(
                entrant.name(),
                atDefault,
                best(scan, start, atDefault),
                scan.tried(),
                scan.failed(),
                scan.failures(),
                scan.scanned());
    }

    private Optional<Contribution> best(
            ParameterScan scan, ParameterScan.Point start, Contribution atDefault) {
        ParameterScan.Point best = scan.best();
        if (best.cost().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                best.recipe().equals(start.recipe()) ? atDefault : contribution(best.recipe()));
    }

    private List<ParameterScan.Point> points(List<Recipe> recipes, ReferencePoint frame) {
        List<Evaluation> evaluations = score(recipes, Split.SEARCH);
        List<ParameterScan.Point> points = new ArrayList<>();
        for (int i = 0; i < recipes.size(); i++) {
            points.add(point(recipes.get(i), evaluations.get(i), frame));
        }
        return points;
    }

    private ParameterScan.Point point(Recipe recipe, Evaluation evaluation, ReferencePoint frame) {
        return switch (evaluation) {
            case Evaluation.Scored scored -> {
                List<Double> costs = frame.costs(quantities().objectiveValues(scored.values()));
                yield new ParameterScan.Point(
                        recipe, OptionalDouble.of(Arrays.stream(frame.scaled(costs)).sum()), "");
            }
            case Evaluation.Failed failed ->
                    new ParameterScan.Point(recipe, OptionalDouble.empty(), failed.reason());
            case Evaluation.Abandoned _ -> throw stopped();
        };
    }

    /** The scores of a recipe on all splits that have items, and how long its merge takes. */
    private Contribution contribution(Recipe recipe) {
        Map<Split, Scores> scores = new EnumMap<>(Split.class);
        for (Split split : splits()) {
            switch (score(List.of(recipe), split).getFirst()) {
                case Evaluation.Scored scored ->
                        scores.put(split, Scores.of(quantities(), scored, intervals));
                case Evaluation.Failed failed -> {
                    return Contribution.failed(recipe, failed.reason());
                }
                case Evaluation.Abandoned _ -> throw stopped();
            }
        }
        return new Contribution(
                recipe, scores, Optional.empty(), MergeSeconds.of(workbench.merger(), recipe));
    }

    private List<Split> splits() {
        return Stream.concat(Stream.of(Split.SEARCH), workbench.closingSplits().stream()).toList();
    }

    private List<Evaluation> score(List<Recipe> recipes, Split split) {
        return pool.scoreAll(recipes, split, never).orElseThrow();
    }

    private String items() {
        return splits().stream()
                .map(split -> "%s %d".formatted(split.key(), workbench.items(split)))
                .collect(Collectors.joining(", "));
    }
}
