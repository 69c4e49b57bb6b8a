package dev.merganser.optimizer.algorithm;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Recombination weights and learning rates of separable CMA-ES, from the numbers of genes and of
 * candidates in a generation (Hansen, arXiv:1604.00772, table 1; Ros and Hansen 2008).
 *
 * @param weights of the better half, best first, adding up to 1
 * @param effectiveParents the variance-effective number of parents
 */
record StrategyConstants(
        List<Double> weights,
        double effectiveParents,
        double stepPathRate,
        double stepDamping,
        double covariancePathRate,
        double rankOneRate,
        double rankManyRate,
        double expectedNorm) {

    static StrategyConstants of(int genes, int population) {
        List<Double> weights = weights(population);
        double mu = 1 / weights.stream().mapToDouble(w -> w * w).sum();
        double n = genes;
        double stepPathRate = (mu + 2) / (n + mu + 5);
        double separable = (n + 2) / 3;
        double rankOne = Math.min(1, separable * 2 / ((n + 1.3) * (n + 1.3) + mu));
        double rankMany = separable * 2 * (mu - 2 + 1 / mu) / ((n + 2) * (n + 2) + mu);
        return new StrategyConstants(
                weights,
                mu,
                stepPathRate,
                1 + 2 * Math.max(0, StrictMath.sqrt((mu - 1) / (n + 1)) - 1) + stepPathRate,
                (4 + mu / n) / (n + 4 + 2 * mu / n),
                rankOne,
                Math.min(1 - rankOne, rankMany),
                StrictMath.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)));
    }

    /** The usual number of candidates in a generation: 4 + ⌊3 ln n⌋. */
    static int population(int genes) {
        return 4 + (int) (3 * StrictMath.log(genes));
    }

    int parents() {
        return weights.size();
    }

    double weight(int rank) {
        return weights.get(rank);
    }

    private static List<Double> weights(int population) {
        double[] raw =
                IntStream.rangeClosed(1, population / 2)
                        .mapToDouble(i -> StrictMath.log((population + 1) / 2.0 / i))
                        .toArray();
        double sum = 0;
        for (double weight : raw) {
            sum += weight;
        }
        double total = sum;
        return IntStream.range(0, raw.length).mapToObj(i -> raw[i] / total).toList();
    }
}
