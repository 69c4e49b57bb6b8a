package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.surrogate.FrontSettings;
import dev.merganser.optimizer.surrogate.SurrogateFit;
import dev.merganser.results.front.ParetoFront;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Searches surrogates in place of recipes, and chooses from what they promise. NSGA-II for up to
 * three objectives, NSGA-III for more.
 */
final class SurrogateFront {

    private static final int POPULATION = 100;
    private static final int GENERATIONS = 25;
    private static final int NSGA2_OBJECTIVES = 3;

    /** Points nearer than this, as a share of the cube's edge, are one. */
    private static final double SAME = 1e-3;

    private final SurrogateFit fit;
    private final CostFrame frame;
    private final List<double[]> points;
    private final double penalty;

    /**
     * A search of surrogates.
     *
     * @param points genes of what was evaluated, what failed included
     * @param penalty of leverage, as {@link FrontSettings#leverage}
     */
    SurrogateFront(SurrogateFit fit, CostFrame frame, List<double[]> points, double penalty) {
        this.fit = fit;
        this.frame = frame;
        this.points = points;
        this.penalty = penalty;
    }

    /**
     * What is promised of a point.
     *
     * @param costs that the surrogates expect
     * @param scaled the same in the frame, with the penalty of leverage
     */
    record Promise(List<Double> genes, List<Double> costs, List<Double> scaled) {

        /** Whether it is of a point, or of one very near. */
        boolean isAt(double[] point) {
            for (int i = 0; i < point.length; i++) {
                if (Math.abs(genes.get(i) - point[i]) > SAME) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * The points to propose next: greedily those that promise the largest hypervolume together with
     * what was proposed.
     *
     * @param proposed costs of what was proposed so far
     * @param known points that were evaluated before the search and not proposed yet: they promise
     *     what they have
     * @return as many, or fewer where no other one promises a larger hypervolume
     */
    List<Promise> best(int count, List<double[]> proposed, List<Evidence.Point> known, long seed) {
        List<Promise> open = new ArrayList<>(front(seed));
        known.forEach(point -> open.add(kept(point)));
        List<double[]> taken = proposed.stream().map(frame::scaled).toList();
        return new LargestGains(open, taken, frame.origin()).first(count);
    }

    private Promise kept(Evidence.Point point) {
        List<Double> costs = point.costs().values();
        return new Promise(point.genes(), costs, Doubles.list(frame.scaled(Doubles.array(costs))));
    }

    /** The new points among those searched of which none promises more than another. */
    private List<Promise> front(long seed) {
        ParetoFront front = ParetoFront.empty();
        List<Promise> searched = searched(seed);
        for (int i = 0; i < searched.size(); i++) {
            Promise promise = searched.get(i);
            if (points.stream().noneMatch(promise::isAt)) {
                front = front.with(new ParetoFront.Member(i + 1, promise.scaled()));
            }
        }
        return front.members().stream()
                .map(member -> searched.get(member.candidate() - 1))
                .toList();
    }

    private List<Promise> searched(long seed) {
        int objectives = frame.origin().length;
        AlgorithmSettings settings =
                AlgorithmSettings.of(points.getFirst().length, objectives, seed)
                        .withPopulation(POPULATION)
                        .withStarts(points.stream().map(Doubles::list).toList())
                        .withLag(1);
        Algorithm algorithm =
                objectives <= NSGA2_OBJECTIVES ? Nsga2.generational(settings) : new Nsga3(settings);
        List<Promise> searched = new ArrayList<>();
        for (int number = 1; number <= POPULATION * GENERATIONS; number++) {
            Promise promise = promise(algorithm.ask(number).genes());
            searched.add(promise);
            algorithm.tell(number, new Outcome.Costs(promise.scaled()));
        }
        return searched;
    }

    private Promise promise(List<Double> genes) {
        double[] point = Doubles.array(genes);
        double[] expected = fit.costs(point);
        double[] scaled = frame.scaled(expected);
        double extra = penalty * fit.leverage().excess(point);
        Arrays.setAll(scaled, i -> scaled[i] + extra);
        return new Promise(genes, Doubles.list(expected), Doubles.list(scaled));
    }
}
