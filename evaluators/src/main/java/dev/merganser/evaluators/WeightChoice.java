package dev.merganser.evaluators;

import dev.merganser.evaluators.runtime.CandidateRunner;
import dev.merganser.evaluators.runtime.ModelRunner;
import dev.merganser.recipes.error.BadDataException;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Chooses between fed weights and sessions of each candidate's own by what one candidate would take
 * on the search splits of all tasks: a batch of each task, times how many there are of its size,
 * and what is opened anew for each candidate. Takes a few batches, and no more rounds after two
 * seconds.
 */
final class WeightChoice {

    private static final int ROUNDS = 4;
    private static final long ENOUGH_NANOS = 2_000_000_000L;

    /**
     * What sessions of a candidate's own may take of the time that feeding takes: they need several
     * times its memory.
     */
    private static final double CLEARLY_LESS = .9;

    private final List<TaskScorer.Sample> samples;

    private WeightChoice(Collection<TaskScorer> tasks) {
        samples = tasks.stream().flatMap(task -> task.sample().stream()).toList();
    }

    /**
     * Measures both.
     *
     * @param feeding makes a runner, which is closed here
     * @param initializing makes one; bad data where the graph cannot be run so
     */
    static WeightMode measure(
            Collection<TaskScorer> tasks,
            Supplier<CandidateRunner> feeding,
            Supplier<CandidateRunner> initializing) {
        var choice = new WeightChoice(tasks);
        try (CandidateRunner fed = feeding.get();
                CandidateRunner own = initializing.get()) {
            return choice.measure(fed, own);
        } catch (BadDataException _) {
            return WeightMode.FEED;
        }
    }

    private WeightMode measure(CandidateRunner fed, CandidateRunner own) {
        long start = System.nanoTime();
        double feeding = Double.POSITIVE_INFINITY;
        double opening = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS && System.nanoTime() - start < ENOUGH_NANOS; round++) {
            feeding = Math.min(feeding, nanos(fed));
            opening = Math.min(opening, nanos(own));
        }
        return opening < CLEARLY_LESS * feeding ? WeightMode.INITIALIZERS : WeightMode.FEED;
    }

    /** What a candidate takes with a runner, without merging it. */
    private double nanos(CandidateRunner runner) {
        long start = System.nanoTime();
        runner.renew();
        double nanos = System.nanoTime() - start;
        for (TaskScorer.Sample sample : samples) {
            nanos += sample.times() * nanos(runner, sample);
        }
        return nanos;
    }

    private static long nanos(ModelRunner runner, TaskScorer.Sample sample) {
        long start = System.nanoTime();
        var _ = runner.run(sample.plan(), sample.batch());
        return System.nanoTime() - start;
    }
}
