package dev.merganser.optimizer.algorithm;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Recombination weights and learning rates of CMA-ES, from the numbers of genes and of candidates
 * in a generation: Hansen's tutorial (arXiv:1604.00772, table 1), and for the separable form Ros
 * and Hansen 2008 (doi:10.1007/978-3-540-87700-4_30).
 *
 * @param weights best first; those of the parents are positive and add up to 1, those after them
 *     are 0 or negative and only in the full form
 * @param parents how many candidates of a generation the mean moves to
 * @param effectiveParents the variance-effective number of parents
 */
record StrategyConstants(
        List<Double> weights,
        int parents,
        double effectiveParents,
        double stepPathRate,
        double stepDamping,
        double covariancePathRate,
        double rankOneRate,
        double rankManyRate,
        double expectedNorm) {

    private static final double ALPHA = 2;

    /** For a diagonal covariance matrix: learning rates larger by (n + 2) / 3, no bad weights. */
    static StrategyConstants separable(int genes, int population) {
        List<Double> weights = parentWeights(population);
        double mu = effective(weights);
        double n = genes;
        double separable = (n + 2) / 3;
        double rankOne = Math.min(1, separable * 2 / ((n + 1.3) * (n + 1.3) + mu));
        double rankMany = separable * 2 * (mu - 2 + 1 / mu) / ((n + 2) * (n + 2) + mu);
        return of(genes, weights, weights.size(), mu, rankOne, Math.min(1 - rankOne, rankMany));
    }

    /** For a full covariance matrix, with negative weights for the worse half (active CMA). */
    static StrategyConstants full(int genes, int population) {
        List<Double> good = parentWeights(population);
        double mu = effective(good);
        double n = genes;
        double rankOne = ALPHA / ((n + 1.3) * (n + 1.3) + mu);
        double rankMany =
                Math.min(
                        1 - rankOne,
                        ALPHA * (0.25 + mu + 1 / mu - 2) / ((n + 2) * (n + 2) + ALPHA * mu / 2));
        List<Double> bad = badWeights(genes, population, mu, rankOne, rankMany);
        List<Double> all =
                IntStream.range(0, population)
                        .mapToObj(i -> i < good.size() ? good.get(i) : bad.get(i - good.size()))
                        .toList();
        return of(genes, all, good.size(), mu, rankOne, rankMany);
    }

    private static StrategyConstants of(
            int genes,
            List<Double> weights,
            int parents,
            double mu,
            double rankOne,
            double rankMany) {
        double n = genes;
        double stepPathRate = (mu + 2) / (n + mu + 5);
        return new StrategyConstants(
                weights,
                parents,
                mu,
                stepPathRate,
                1 + 2 * Math.max(0, StrictMath.sqrt((mu - 1) / (n + 1)) - 1) + stepPathRate,
                (4 + mu / n) / (n + 4 + 2 * mu / n),
                rankOne,
                rankMany,
                StrictMath.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)));
    }

    /** The usual number of candidates in a generation: 4 + ⌊3 ln n⌋. */
    static int population(int genes) {
        return 4 + (int) (3 * StrictMath.log(genes));
    }

    double weight(int rank) {
        return weights.get(rank);
    }

    private static List<Double> parentWeights(int population) {
        double[] raw = rawWeights(population, 1, population / 2);
        double sum = sum(raw);
        return DoubleStream.of(raw).mapToObj(weight -> weight / sum).toList();
    }

    /**
     * Of the worse half, scaled by the least of three bounds: one on what the whole update takes
     * away, one on the effect of few candidates, and one that keeps the matrix positive definite.
     */
    private static List<Double> badWeights(
            int genes, int population, double mu, double rankOne, double rankMany) {
        double[] raw = rawWeights(population, population / 2 + 1, population);
        double sum = sum(raw);
        double squares = sum(DoubleStream.of(raw).map(weight -> weight * weight).toArray());
        double balanced = 1 + rankOne / rankMany;
        double effective = 1 + 2 * (sum * sum / squares) / (mu + 2);
        double definite = (1 - rankOne - rankMany) / (genes * rankMany);
        double scale = Math.min(balanced, Math.min(effective, definite)) / -sum;
        return DoubleStream.of(raw).mapToObj(weight -> scale * weight).toList();
    }

    private static double[] rawWeights(int population, int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToDouble(i -> StrictMath.log((population + 1) / 2.0 / i))
                .toArray();
    }

    private static double effective(List<Double> weights) {
        return 1 / weights.stream().mapToDouble(w -> w * w).sum();
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
