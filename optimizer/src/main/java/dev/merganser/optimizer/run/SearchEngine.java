package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.algorithm.Algorithm;
import dev.merganser.optimizer.algorithm.AlgorithmFactory;
import dev.merganser.optimizer.algorithm.AlgorithmSettings;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.journal.Event;
import dev.merganser.results.value.CandidateId;

import java.util.Optional;

/**
 * Carries out a search plan: baselines, loop, and the scoring of the front on validation and test.
 * Everything that the journal already holds is taken from it, so the same plan on the same journal
 * goes on where the last process stopped.
 */
final class SearchEngine {

    private static final int HITS_PER_POPULATION = 10;
    private static final int USUAL_POPULATION = 32;

    private final SearchPlan plan;
    private final Optional<LossMeter> meter;
    private final Scoring scoring;
    private final StopSignal signal;
    private final SearchListener listener;
    private final Throughput throughput;
    private final Runnable afterCandidates;

    /**
     * An engine.
     *
     * @param meter what algorithms that learn coefficients ask; released once they have learned
     * @param afterCandidates called by the search's thread whenever candidates are done
     */
    SearchEngine(
            SearchPlan plan,
            Optional<LossMeter> meter,
            Scoring scoring,
            StopSignal signal,
            SearchListener listener,
            Throughput throughput,
            Runnable afterCandidates) {
        this.plan = plan;
        this.meter = meter;
        this.scoring = scoring;
        this.signal = signal;
        this.listener = listener;
        this.throughput = throughput;
        this.afterCandidates = afterCandidates;
    }

    /** Runs to the end or until the signal stops it. */
    StopReason run() {
        Optional<ReferencePoint> reference = baselines();
        return reference.isEmpty() ? StopReason.INTERRUPTED : run(reference.get());
    }

    private StopReason run(ReferencePoint reference) {
        Guards guards = guards(reference);
        var front = new FrontTracker(scoring, guards, reference);
        var spending = new Spending(base().items(), limits());
        Optional<JournaledLosses> losses = losses(spending);
        Algorithm algorithm =
                AlgorithmFactory.of(
                        plan.algorithm().algorithm(), settings(reference, guards, losses));
        StopReason reason = search(loop(algorithm, guards, front, spending), front, losses);
        meter.ifPresent(LossMeter::release);
        if (reason.isFinal()) {
            plan.closingSplits().forEach(this::score);
        }
        return signal.interrupted() ? StopReason.INTERRUPTED : reason;
    }

    private Optional<JournaledLosses> losses(Spending spending) {
        return meter.map(losses -> new JournaledLosses(losses, scoring.log(), spending, signal));
    }

    private AlgorithmSettings settings(
            ReferencePoint reference, Guards guards, Optional<JournaledLosses> losses) {
        AlgorithmSettings settings =
                new StartPoints(plan, scoring, reference)
                        .settings()
                        .withEvidence(new KnownPoints(plan, scoring, guards).evidence(reference));
        return losses.map(
                        each ->
                                settings.withCoefficients(
                                        plan.algorithm().coefficients().orElseThrow(), each))
                .orElse(settings);
    }

    /** The loop, with what a loop that only runs sessions achieves measured before and after. */
    private StopReason search(
            SearchLoop loop, FrontTracker front, Optional<JournaledLosses> losses) {
        throughput.measureBare();
        listener.phase("search" + position());
        var progress = new ProgressMeter(plan, scoring, front, listener, signal);
        Runnable report =
                () -> {
                    progress.report(loop.completed(), losses.map(JournaledLosses::progress));
                    afterCandidates.run();
                };
        losses.ifPresent(
                each ->
                        each.follow(
                                () -> {
                                    loop.takeReady();
                                    report.run();
                                }));
        throughput.begin(scoring.log().items());
        StopReason reason = loop.run(signal, report);
        throughput.end(scoring.log().items());
        throughput.measureBare();
        return reason;
    }

    private String position() {
        int before = scoring.state().evaluations();
        return before == 0
                ? " of %d evaluations".formatted(plan.evaluations())
                : " from evaluation %d to %d".formatted(before, plan.evaluations());
    }

    private Optional<ReferencePoint> baselines() {
        return new BaselinePhase(plan.baselines(), scoring, listener::phase)
                .run(plan.algorithm().seed(), signal);
    }

    private Guards guards(ReferencePoint reference) {
        return new Guards(plan.constraints(), base(), scoring.quantities(), reference);
    }

    private Event.Scored base() {
        return scoring.state().scored(CandidateId.baseline(1), Split.SEARCH.key()).orElseThrow();
    }

    private LoopLimits limits() {
        int population = plan.algorithm().population().orElse(USUAL_POPULATION);
        return new LoopLimits(plan.evaluations(), HITS_PER_POPULATION * population);
    }

    private SearchLoop loop(
            Algorithm algorithm, Guards guards, FrontTracker front, Spending spending) {
        return new SearchLoop(
                new RecipeAlgorithm(algorithm, plan.genome(), guards),
                scoring,
                front,
                new FitRecorder(scoring.log(), scoring.quantities().objectives(), listener),
                spending);
    }

    private void score(Split split) {
        if (!signal.interrupted()) {
            listener.phase("front and baselines on " + split.key());
            new FrontScoring(scoring).run(split, signal, afterCandidates);
        }
    }
}
