package dev.merganser.optimizer.run;

import dev.merganser.optimizer.coefficient.CoefficientSpace;
import dev.merganser.optimizer.coefficient.Losses;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.results.journal.Event.Step;
import dev.merganser.results.step.GradientFile;
import dev.merganser.results.step.StepKind;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Losses that are facts of a run: each is recorded, and what the journal holds is not computed
 * again. A resumed run must ask what it asked before. Before each new loss it is seen whether the
 * search must stop. A loss that is not finite is a fact too, without numbers, and the learner is
 * given NaN; only many in a row end the run.
 */
final class JournaledLosses implements Losses {

    /** A learner leaves a loss out that is not finite; after so many in a row none will be. */
    private static final int MOST_NOT_FINITE = 20;

    private static final int NANOS_PER_MILLI = 1_000_000;

    private final LossMeter meter;
    private final RunLog log;
    private final Spending spending;
    private final StopSignal signal;
    private Optional<List<Double>> start = Optional.empty();
    private Runnable afterStep = () -> {};
    private LossProgress progress = LossProgress.NONE;
    private long number;
    private int notFinite;

    JournaledLosses(LossMeter meter, RunLog log, Spending spending, StopSignal signal) {
        this.meter = meter;
        this.log = log;
        this.spending = spending;
        this.signal = signal;
    }

    /** Calls this whenever a loss was computed, on the thread that asked for it. */
    void follow(Runnable progress) {
        afterStep = progress;
    }

    @Override
    public CoefficientSpace space() {
        return meter.space();
    }

    @Override
    public Optional<String> obstacle() {
        return meter.obstacle();
    }

    @Override
    public Optional<Reading> start(List<Double> coefficients) {
        Optional<Step> before = log.state().step(number + 1);
        if (before.isEmpty()) {
            return measured(StepKind.START, 0, coefficients).map(JournaledLosses::reading);
        }
        start = Optional.of(coefficients);
        return before.get().kind() == StepKind.START
                ? Optional.of(reading(step(StepKind.START, 0, coefficients)))
                : Optional.empty();
    }

    @Override
    public Reading loss(long draw, List<Double> coefficients) {
        return reading(step(StepKind.LOSS, draw, coefficients));
    }

    @Override
    public Slope gradient(long draw, List<Double> coefficients) {
        Step step = step(StepKind.GRADIENT, draw, coefficients);
        return new Slope(
                reading(step),
                step.isFinite()
                        ? log.gradient(step)
                        : Collections.nCopies(coefficients.size(), Double.NaN));
    }

    @Override
    public Reading heldOut(List<Double> coefficients) {
        return reading(step(StepKind.HELD_OUT, 0, coefficients));
    }

    private static Reading reading(Step step) {
        return new Reading(step.total(), step.tasks());
    }

    private Step step(StepKind kind, long draw, List<Double> coefficients) {
        Optional<Step> before = log.state().step(number + 1);
        return before.isPresent()
                ? repeated(before.get(), kind, draw, coefficients)
                : computed(kind, draw, coefficients);
    }

    private Step repeated(Step before, StepKind kind, long draw, List<Double> coefficients) {
        boolean same =
                before.kind() == kind
                        && before.draw() == draw
                        && before.point().equals(GradientFile.crc(coefficients));
        if (!same) {
            throw new BadDataException(
                    "Step %d must be asked for as the journal says (%s on draw %d), but this version asks for another (%s on draw %d) or at another point. Maybe the run was made by another version of Merganser, or its search.yml was changed."
                            .formatted(
                                    before.number(),
                                    before.kind().key(),
                                    before.draw(),
                                    kind.key(),
                                    draw));
        }
        return counted(before);
    }

    private Step computed(StepKind kind, long draw, List<Double> coefficients) {
        return measured(kind, draw, coefficients).orElseThrow();
    }

    private Optional<Step> measured(StepKind kind, long draw, List<Double> coefficients) {
        requireTime();
        // what the journal tells of the start is nothing that the meter could go by
        start.ifPresent(point -> meter.measure(StepKind.START, 0, point));
        start = Optional.empty();
        long began = System.nanoTime();
        Optional<LossMeter.Measured> loss = meter.measure(kind, draw, coefficients);
        long millis = (System.nanoTime() - began) / NANOS_PER_MILLI;
        return loss.map(found -> record(kind, draw, coefficients, found, millis));
    }

    private void requireTime() {
        signal.reason()
                .or(() -> spending.limit(0))
                .ifPresent(
                        reason -> {
                            throw new SearchStopped(reason);
                        });
    }

    private Step record(
            StepKind kind,
            long draw,
            List<Double> coefficients,
            LossMeter.Measured loss,
            long millis) {
        boolean finite = loss.isFinite();
        requireFiniteStart(kind, loss);
        Step step =
                new Step(
                        number + 1,
                        kind,
                        draw,
                        GradientFile.crc(coefficients),
                        finite ? loss.total() : Double.NaN,
                        finiteOnly(loss.tasks()),
                        loss.forwards(),
                        kind == StepKind.GRADIENT && finite
                                ? Optional.of(log.append(loss.gradient()))
                                : Optional.empty(),
                        millis,
                        Instant.now());
        log.step(step, loss.items());
        counted(step);
        afterStep.run();
        return step;
    }

    private static Map<String, Double> finiteOnly(Map<String, Double> losses) {
        Map<String, Double> finite = new LinkedHashMap<>(losses);
        finite.values().removeIf(loss -> !Double.isFinite(loss));
        return finite;
    }

    /** By the losses of the start those of tasks are divided, so nothing goes on without them. */
    private void requireFiniteStart(StepKind kind, LossMeter.Measured loss) {
        if (kind == StepKind.START && !loss.isFinite()) {
            throw new BadDataException(
                    "The loss where learning starts must be finite, found %s in all, by task %s. Maybe another search.start_point."
                            .formatted(loss.total(), loss.tasks()));
        }
    }

    private void requireSomeFinite(Step step) {
        notFinite = step.isFinite() ? 0 : notFinite + 1;
        if (notFinite >= MOST_NOT_FINITE) {
            throw new BadDataException(
                    "Losses must be finite now and then, but the last %d were not, up to step %d (%s). Maybe a lower search.coefficients.rate, or a narrower space.weight."
                            .formatted(notFinite, step.number(), step.kind().key()));
        }
    }

    private Step counted(Step step) {
        number++;
        spending.addForwards(step.forwards());
        progress = progress.after(step);
        requireSomeFinite(step);
        return step;
    }

    /** How the descent stands, for people. */
    LossProgress progress() {
        return progress;
    }
}
