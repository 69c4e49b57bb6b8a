package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.surrogate.FrontSettings;
import dev.merganser.optimizer.surrogate.SurrogateFit;

import java.util.List;
import java.util.Optional;

/**
 * Rounds in which some of the front of surrogates is evaluated, after a fit to all that is known,
 * until the hypervolume of what was evaluated settles.
 */
final class FrontRounds {

    private static final double SETTLED = 1e-3;

    private final AlgorithmSettings settings;
    private final FrontSettings front;
    private Optional<CostFrame> frame = Optional.empty();
    private Optional<Fitted> fitted = Optional.empty();
    private double bestVolume;
    private int stale;

    FrontRounds(AlgorithmSettings settings, FrontSettings front) {
        this.settings = settings;
        this.front = front;
    }

    /**
     * What to evaluate next.
     *
     * @param evaluated what the surrogates are fitted to
     * @param proposed costs of what was proposed so far
     * @param known what was evaluated before the search and not proposed yet
     * @return as many points as a round has, or fewer where nothing new is promised
     */
    List<List<Double>> next(
            Evaluated evaluated, List<double[]> proposed, List<Evidence.Point> known, long seed) {
        fitted = Optional.empty();
        if (!evaluated.canBeFitted()) {
            return List.of();
        }
        CostFrame chosen = frame(evaluated.costs());
        SurrogateFit fit =
                SurrogateFit.of(
                        evaluated.focused(chosen, front.focus()),
                        settings.evidence().directions(),
                        front.warp());
        List<double[]> tried = evaluated.tried();
        List<SurrogateFront.Promise> round =
                new SurrogateFront(fit, chosen, tried, front.leverage())
                        .best(front.batch(), proposed, known, seed);
        fitted = Optional.of(new Fitted(tried.size(), fit.models(), promised(round, known)));
        return round.stream().map(SurrogateFront.Promise::genes).toList();
    }

    /** The costs that surrogates expect; none of a known point, whose costs are measured. */
    private static List<List<Double>> promised(
            List<SurrogateFront.Promise> round, List<Evidence.Point> known) {
        List<List<Double>> measured = known.stream().map(Evidence.Point::genes).toList();
        return round.stream()
                .map(each -> measured.contains(each.genes()) ? List.<Double>of() : each.costs())
                .toList();
    }

    /** The frame of the run, or that of what is known when it is first asked for. */
    private CostFrame frame(List<double[]> costs) {
        CostFrame known = frame.orElseGet(() -> CostFrame.of(settings, costs));
        frame = Optional.of(known);
        return known;
    }

    /** What the last round was fitted by; empty where nothing could be. */
    Optional<Fitted> fitted() {
        return fitted;
    }

    /**
     * Counts the rounds after which the hypervolume had hardly grown; without one there is none.
     *
     * @param evaluated all that is known
     * @param proposed costs of what was proposed of it
     */
    void settle(Evaluated evaluated, List<double[]> proposed) {
        if (proposed.isEmpty()) {
            return;
        }
        double volume = frame(evaluated.costs()).volume(proposed);
        if (volume > 0) {
            stale = volume > bestVolume * (1 + SETTLED) ? 0 : stale + 1;
            bestVolume = Math.max(volume, bestVolume);
        }
    }

    /** Whether anything proposed is better than the reference in all objectives. */
    boolean hasVolume() {
        return bestVolume > 0;
    }

    boolean isSettled() {
        return stale >= front.patience();
    }
}
