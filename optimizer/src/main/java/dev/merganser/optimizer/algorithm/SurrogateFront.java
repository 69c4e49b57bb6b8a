package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.surrogate.MapSettings;
import dev.merganser.optimizer.surrogate.SurrogateFit;
import dev.merganser.results.front.Hypervolume;
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
    private static final double MARGIN = 0.1;

    /** Points nearer than this, as a share of the cube's edge, are one. */
    private static final double SAME = 1e-3;

    private final SurrogateFit fit;
    private final List<double[]> points;
    private final double[][] costs;
    private final double[] low;
    private final double[] high;
    private final double penalty;

    /**
     * A search of surrogates.
     *
     * @param points genes of what was evaluated
     * @param costs [points][objectives]
     * @param penalty of leverage, as {@link MapSettings#leverage}
     */
    SurrogateFront(SurrogateFit fit, List<double[]> points, double[][] costs, double penalty) {
        this.fit = fit;
        this.points = points;
        this.costs = costs;
        this.penalty = penalty;
        this.low = costs[0].clone();
        this.high = costs[0].clone();
        for (double[] point : costs) {
            for (int i = 0; i < low.length; i++) {
                low[i] = Math.min(low[i], point[i]);
                high[i] = Math.max(high[i], point[i]);
            }
        }
    }

    /** A point with the costs that are expected of it, leverage included. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Promise(List<Double> genes, double[] scaled) {}

    /**
     * The points to evaluate next: greedily those that promise the largest hypervolume together
     * with what is known.
     *
     * @return as many, or fewer where nothing new is promised
     */
    List<List<Double>> best(int count, long seed) {
        List<Promise> open = new ArrayList<>(promises(seed));
        List<double[]> known = new ArrayList<>(Arrays.stream(costs).map(this::scaled).toList());
        double[] reference = new double[low.length];
        Arrays.fill(reference, 1 + MARGIN);
        List<List<Double>> chosen = new ArrayList<>();
        while (chosen.size() < count && !open.isEmpty()) {
            Promise best = open.getFirst();
            double most = Double.NEGATIVE_INFINITY;
            for (Promise promise : open) {
                known.add(promise.scaled());
                double volume = Hypervolume.of(known.toArray(double[][]::new), reference);
                known.removeLast();
                if (volume > most) {
                    most = volume;
                    best = promise;
                }
            }
            chosen.add(best.genes());
            known.add(best.scaled());
            List<Double> taken = best.genes();
            open.removeIf(promise -> isSame(promise.genes(), array(taken)));
        }
        return chosen;
    }

    private List<Promise> promises(long seed) {
        ParetoFront front = ParetoFront.empty();
        List<List<Double>> asked = searched(seed);
        for (int i = 0; i < asked.size(); i++) {
            List<Double> genes = asked.get(i);
            if (points.stream().noneMatch(point -> isSame(genes, point))) {
                List<Double> scaled = Arrays.stream(promised(array(genes))).boxed().toList();
                front = front.with(new ParetoFront.Member(i + 1, scaled));
            }
        }
        return front.members().stream()
                .map(
                        member ->
                                new Promise(
                                        asked.get(member.candidate() - 1), array(member.costs())))
                .toList();
    }

    private List<List<Double>> searched(long seed) {
        AlgorithmSettings settings =
                AlgorithmSettings.of(points.getFirst().length, low.length, seed)
                        .withPopulation(POPULATION)
                        .withStarts(points.stream().map(SurrogateFront::list).toList())
                        .withLag(1);
        Algorithm algorithm =
                low.length <= NSGA2_OBJECTIVES ? Nsga2.generational(settings) : new Nsga3(settings);
        List<List<Double>> asked = new ArrayList<>();
        for (int number = 1; number <= POPULATION * GENERATIONS; number++) {
            Proposal proposal = algorithm.ask(number);
            asked.add(proposal.genes());
            algorithm.tell(number, Outcome.Costs.of(promised(array(proposal.genes()))));
        }
        return asked;
    }

    private double[] promised(double[] point) {
        double[] scaled = scaled(fit.costs(point));
        double extra = penalty * fit.leverage().excess(point);
        Arrays.setAll(scaled, i -> scaled[i] + extra);
        return scaled;
    }

    private double[] scaled(double[] cost) {
        double[] scaled = new double[cost.length];
        Arrays.setAll(scaled, i -> high[i] > low[i] ? (cost[i] - low[i]) / (high[i] - low[i]) : 0);
        return scaled;
    }

    private static boolean isSame(List<Double> genes, double[] point) {
        for (int i = 0; i < point.length; i++) {
            if (Math.abs(genes.get(i) - point[i]) > SAME) {
                return false;
            }
        }
        return true;
    }

    private static double[] array(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static List<Double> list(double[] array) {
        return Arrays.stream(array).boxed().toList();
    }
}
