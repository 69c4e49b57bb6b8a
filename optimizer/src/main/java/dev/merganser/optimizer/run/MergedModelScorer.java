package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.optimizer.settings.TaskMean;
import dev.merganser.recipes.recipe.Recipe;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Carries recipes out and measures the merged models. Unless a task asks for files, nothing is
 * written to disk for a candidate, and the weights are those that an export would hold.
 */
final class MergedModelScorer implements RecipeScorer {

    private final RecipeMeter meter;
    private final List<Measure> means;
    private final List<Measure> forgetting;
    private final Recipe base;
    private final Predicate<Measure> higherIsBetter;
    private final ToIntFunction<Split> items;
    private final Map<Split, Reading.Measured> ofBase = new EnumMap<>(Split.class);
    private final Set<Split> countedOfBase = EnumSet.noneOf(Split.class);

    /**
     * A scorer.
     *
     * @param means what is the mean of others
     * @param forgetting what is compared with the base
     * @param base the recipe that is the base
     * @param higherIsBetter the direction of a task's metric
     * @param items how many items of a split are run
     */
    MergedModelScorer(
            RecipeMeter meter,
            List<Measure> means,
            List<Measure> forgetting,
            Recipe base,
            Predicate<Measure> higherIsBetter,
            ToIntFunction<Split> items) {
        this.meter = meter;
        this.means = List.copyOf(means);
        this.forgetting = List.copyOf(forgetting);
        this.base = base;
        this.higherIsBetter = higherIsBetter;
        this.items = items;
    }

    @Override
    public int largestGroup() {
        return meter.largestGroup();
    }

    @Override
    public Evaluation score(Recipe recipe, Split split) {
        return scoreGroup(List.of(recipe), split).getFirst();
    }

    @Override
    public List<Evaluation> scoreGroup(List<Recipe> group, Split split) {
        long start = System.nanoTime();
        List<Reading> readings =
                forgetting.isEmpty() ? meter.measure(group, split) : compared(group, split);
        long millis = (System.nanoTime() - start) / 1_000_000 / group.size();
        return readings.stream()
                .map(reading -> Reading.of(() -> complete(reading)))
                .map(reading -> evaluation(reading, split, millis))
                .toList();
    }

    private Reading complete(Reading reading) {
        if (reading instanceof Reading.Measured(Measurements all, _)) {
            means.forEach(mean -> all.addMean(mean, TaskMean.parts(mean)));
            all.requireFinite();
        }
        return reading;
    }

    private Evaluation evaluation(Reading reading, Split split, long millis) {
        return switch (reading) {
            case Reading.Measured(Measurements all, var calls) ->
                    new Evaluation.Scored(
                            all.values(), all.items(), items.applyAsInt(split), calls, millis);
            case Reading.Failed(String reason, Optional<String> output) ->
                    new Evaluation.Failed(reason, millis, output);
            case Reading.Abandoned() -> new Evaluation.Abandoned(millis);
        };
    }

    /** Readings beside that of the base; without one there is none of the others. */
    private List<Reading> compared(List<Recipe> group, Split split) {
        Reading before = ofBase(split);
        if (!(before instanceof Reading.Measured ofBaseItself)) {
            return group.stream().map(_ -> before).toList();
        }
        if (group.equals(List.of(base))) {
            return List.of(copyOfBase(split, ofBaseItself));
        }
        return meter.measure(group, split).stream()
                .map(reading -> compared(reading, ofBaseItself.all()))
                .toList();
    }

    /**
     * The base, measured once for each split and compared with itself. Other threads read it, so
     * nothing is added to it later.
     */
    private Reading ofBase(Split split) {
        synchronized (ofBase) {
            Optional<Reading.Measured> known = Optional.ofNullable(ofBase.get(split));
            if (known.isPresent()) {
                return known.get();
            }
            Reading reading = meter.measure(List.of(base), split).getFirst();
            if (reading instanceof Reading.Measured measured) {
                compared(measured, measured.all());
                ofBase.put(split, measured);
            }
            return reading;
        }
    }

    /** What is known of the base; the layers that it ran are counted once. */
    private Reading copyOfBase(Split split, Reading.Measured known) {
        synchronized (ofBase) {
            boolean isFirst = countedOfBase.add(split);
            return new Reading.Measured(
                    known.all().copy(), isFirst ? known.layerCalls() : Optional.empty());
        }
    }

    private Reading compared(Reading reading, Measurements before) {
        if (reading instanceof Reading.Measured(Measurements now, _)) {
            for (Measure measure : forgetting) {
                Measure guarded = Cost.guarded(measure);
                now.addForgetting(measure, guarded, before, higherIsBetter.test(guarded));
            }
        }
        return reading;
    }
}
