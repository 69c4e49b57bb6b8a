package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.task.MeasurementException;
import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Carries recipes out and measures the merged models. Unless a task asks for files, nothing is
 * written to disk for a candidate, and the weights are those that an export would hold.
 */
final class MergedModelScorer implements RecipeScorer {

    private final Merger merger;
    private final CandidateMeter meter;
    private final List<Measure> forgetting;
    private final Recipe base;
    private final Predicate<Measure> higherIsBetter;
    private final ToIntFunction<Split> items;
    private final Map<Split, Measurements> ofBase = new ConcurrentHashMap<>();

    /**
     * A scorer.
     *
     * @param forgetting what is compared with the base
     * @param base the recipe that is the base
     * @param higherIsBetter the direction of a task's metric
     * @param items how many items of a split are run
     */
    MergedModelScorer(
            Merger merger,
            CandidateMeter meter,
            List<Measure> forgetting,
            Recipe base,
            Predicate<Measure> higherIsBetter,
            ToIntFunction<Split> items) {
        this.merger = merger;
        this.meter = meter;
        this.forgetting = List.copyOf(forgetting);
        this.base = base;
        this.higherIsBetter = higherIsBetter;
        this.items = items;
    }

    @Override
    public Evaluation score(Recipe recipe, Split split) {
        long start = System.nanoTime();
        try {
            Measurements all = measured(recipe, split);
            all.requireFinite();
            return new Evaluation.Scored(
                    all.values(), all.items(), items.applyAsInt(split), millisSince(start));
        } catch (BadDataException | WrongUseException e) {
            return new Evaluation.Failed(String.valueOf(e.getMessage()), millisSince(start));
        } catch (MeasurementException e) {
            return new Evaluation.Failed(
                    String.valueOf(e.getMessage()), millisSince(start), Optional.of(e.output()));
        } catch (CancellationException _) {
            return new Evaluation.Abandoned(millisSince(start));
        }
    }

    private Measurements measured(Recipe recipe, Split split) {
        if (forgetting.isEmpty()) {
            return meter.measure(merger.plan(recipe), split);
        }
        Measurements before = ofBase.computeIfAbsent(split, this::measuredBase);
        return recipe.equals(base)
                ? before
                : compared(meter.measure(merger.plan(recipe), split), before);
    }

    /** The base, measured once for each split and compared with itself. */
    private Measurements measuredBase(Split split) {
        Measurements ofBaseItself = meter.measure(merger.plan(base), split);
        return compared(ofBaseItself, ofBaseItself);
    }

    private Measurements compared(Measurements now, Measurements before) {
        for (Measure measure : forgetting) {
            Measure guarded = Cost.guarded(measure);
            now.addForgetting(measure, guarded, before, higherIsBetter.test(guarded));
        }
        return now;
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
