package dev.merganser.optimizer.algorithm;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The weighted sums of costs that CMA-ES minimizes one after the other, each with the best point
 * known under it: first the sum as set, then one that leans to an objective.
 */
final class WeightedSums {

    private final List<Leader> leaders = new ArrayList<>();
    private Leader current;

    /** A weighted sum with the first of the points for which it is lowest. */
    private static final class Leader {
        private final WeightedSum sum;
        private @Nullable List<Double> genes;
        private double cost;

        Leader(WeightedSum sum) {
            this.sum = sum;
        }

        void note(List<Double> point, List<Double> costs) {
            double found = sum.of(costs);
            if (genes == null || Double.compare(found, cost) < 0) {
                genes = point;
                cost = found;
            }
        }
    }

    WeightedSums(AlgorithmSettings settings) {
        WeightedSum equal = WeightedSum.of(settings.weights(), settings.ranges());
        this.current = new Leader(equal);
        leaders.add(current);
        for (int objective = 0; objective < settings.objectives(); objective++) {
            leaders.add(new Leader(equal.towards(objective)));
        }
    }

    /** The sum in use of a candidate's costs. */
    double of(List<Double> costs) {
        return current.sum.of(costs);
    }

    /** Takes notice of a scored point. */
    void note(List<Double> genes, List<Double> costs) {
        leaders.forEach(leader -> leader.note(genes, costs));
    }

    /** From now on the sum that leans to this objective is in use. */
    void lean(int objective) {
        current = leaders.get(objective + 1);
    }

    /** The best point known under the sum in use. */
    Optional<List<Double>> best() {
        return Optional.ofNullable(current.genes);
    }
}
