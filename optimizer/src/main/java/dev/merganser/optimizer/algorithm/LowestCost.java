package dev.merganser.optimizer.algorithm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

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
        List<double[]> asked = new ArrayList<>();
        double[] best = {};
        double lowest = Double.POSITIVE_INFINITY;
        int told = 0;
        for (int number = 1; number <= EVALUATIONS * variables; number++) {
            for (; told < search.needed(number); told++) {
                search.tell(told + 1, Outcome.Costs.of(cost.applyAsDouble(asked.get(told))));
            }
            double[] point = array(search.ask(number).genes());
            asked.add(point);
            double value = cost.applyAsDouble(point);
            if (best.length == 0 || value < lowest) {
                lowest = value;
                best = point;
            }
        }
        return best;
    }

    /** All starts with the lowest point of a Latin hypercube. */
    private static List<List<Double>> starts(
            ToDoubleFunction<double[]> cost, int variables, List<double[]> starts, long seed) {
        Algorithm latin = new LatinHypercube(AlgorithmSettings.of(variables, 1, seed));
        List<List<Double>> all = new ArrayList<>(starts.stream().map(LowestCost::list).toList());
        for (int number = 1; number <= LATIN * variables; number++) {
            all.add(latin.ask(number).genes());
        }
        all.sort(java.util.Comparator.comparingDouble(each -> cost.applyAsDouble(array(each))));
        return all.subList(0, Math.min(all.size(), LATIN));
    }

    private static double[] array(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static List<Double> list(double[] array) {
        return Arrays.stream(array).boxed().toList();
    }
}
