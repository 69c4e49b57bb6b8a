package dev.merganser.optimizer.algorithm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The lowest point of a cheap function on the unit cube, by CMA-ES. */
final class LowestCost {

    private static final int EVALUATIONS = 300;
    private static final int LATIN = 20;

    private LowestCost() {}

    /**
     * A point, no higher than any start.
     *
     * @param starts points to begin from, besides a Latin hypercube
     */
    static double[] point(
            ToDoubleFunction<double[]> cost, int variables, List<double[]> starts, long seed) {
        Algorithm search =
                CmaEs.full(
                        AlgorithmSettings.of(variables, 1, seed)
                                .withStarts(starts(cost, variables, starts, seed)));
        List<Double> costs = new ArrayList<>();
        double[] best = {};
        double lowest = Double.POSITIVE_INFINITY;
        int told = 0;
        for (int number = 1; number <= EVALUATIONS * variables; number++) {
            for (; told < search.needed(number); told++) {
                search.tell(told + 1, Outcome.Costs.of(costs.get(told)));
            }
            double[] point = Doubles.array(search.ask(number).genes());
            double value = cost.applyAsDouble(point);
            costs.add(value);
            if (best.length == 0 || value < lowest) {
                lowest = value;
                best = point;
            }
        }
        return best;
    }

    /** The lowest ones of the starts and a Latin hypercube. */
    private static List<List<Double>> starts(
            ToDoubleFunction<double[]> cost, int variables, List<double[]> starts, long seed) {
        Algorithm latin = new LatinHypercube(AlgorithmSettings.of(variables, 1, seed));
        Stream<List<Double>> drawn =
                IntStream.rangeClosed(1, LATIN * variables)
                        .mapToObj(number -> latin.ask(number).genes());
        return Stream.concat(starts.stream().map(Doubles::list), drawn)
                .map(genes -> new Start(genes, cost.applyAsDouble(Doubles.array(genes))))
                .sorted(Comparator.comparingDouble(Start::cost))
                .limit(LATIN)
                .map(Start::genes)
                .toList();
    }

    private record Start(List<Double> genes, double cost) {}
}
