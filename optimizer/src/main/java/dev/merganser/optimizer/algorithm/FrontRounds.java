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

    private static final int FEWEST_POINTS = 2;
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
     * @param points of the unit cube that were evaluated
     * @param costs one a point
     * @param proposed costs of what was proposed so far
     * @param known what was evaluated before the search and not proposed yet
     * @return as many points as a round has, or fewer where nothing new is promised
     */
    List<List<Double>> next(
            List<double[]> points,
            List<double[]> costs,
            List<double[]> proposed,
            List<Evidence.Point> known,
            long seed) {
        fitted = Optional.empty();
        if (points.size() < FEWEST_POINTS) {
            return List.of();
        }
        SurrogateFit fit =
                SurrogateFit.of(points, costs, settings.evidence().directions(), front.warp());
        List<SurrogateFront.Promise> round =
                new SurrogateFront(fit, frame(costs), points, front.leverage())
                        .best(front.batch(), proposed, known, seed);
        List<List<Double>> promised = round.stream().map(SurrogateFront.Promise::costs).toList();
        fitted = Optional.of(new Fitted(points.size(), fit.models(), promised));
        return round.stream().map(SurrogateFront.Promise::genes).toList();
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
     */
    void settle(List<double[]> costs) {
        if (costs.isEmpty()) {
            return;
        }
        double volume = frame(costs).volume(costs);
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
