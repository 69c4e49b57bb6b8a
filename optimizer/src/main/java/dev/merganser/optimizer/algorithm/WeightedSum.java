package dev.merganser.optimizer.algorithm;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Many costs as one: the weighted mean of costs divided by their ranges.
 *
 * @param weights one an objective, adding up to 1
 * @param ranges one an objective, positive
 */
record WeightedSum(List<Double> weights, List<Double> ranges) {

    static WeightedSum of(List<Double> weights, List<Double> ranges) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double total = sum;
        return new WeightedSum(weights.stream().map(weight -> weight / total).toList(), ranges);
    }

    double of(List<Double> costs) {
        double sum = 0;
        for (int i = 0; i < weights.size(); i++) {
            sum += weights.get(i) * costs.get(i) / ranges.get(i);
        }
        return sum;
    }

    /** The same ranges with half of all weight moved to one objective. */
    WeightedSum towards(int objective) {
        List<Double> tilted =
                IntStream.range(0, weights.size())
                        .mapToObj(i -> (weights.get(i) + (i == objective ? 1 : 0)) / 2)
                        .toList();
        return new WeightedSum(tilted, ranges);
    }
}
