package dev.merganser.optimizer.algorithm;

import java.util.Arrays;
import java.util.List;

/**
 * The search distribution of separable CMA-ES: mean, step size, variances and evolution paths.
 *
 * <p>Ros and Hansen 2008, doi:10.1007/978-3-540-87700-4_30: CMA-ES with a diagonal covariance
 * matrix and a learning rate larger by (n + 2) / 3. Constants are those of Hansen's tutorial
 * (arXiv:1604.00772), with positive recombination weights.
 */
final class SeparableStrategy implements SearchDistribution {

    private static final double MAX_DEVIATION = 1;

    private final StrategyConstants constants;
    private final double[] mean;
    private final double[] variances;
    private final double[] stepPath;
    private final double[] covariancePath;
    private double stepSize;
    private int generation;

    SeparableStrategy(StrategyConstants constants, double[] mean, double stepSize) {
        this.constants = constants;
        this.mean = mean.clone();
        this.stepSize = stepSize;
        this.variances = new double[mean.length];
        Arrays.fill(variances, 1);
        this.stepPath = new double[mean.length];
        this.covariancePath = new double[mean.length];
    }

    /** The centre of the distribution; it may lie outside the unit cube. */
    double[] mean() {
        return mean.clone();
    }

    @Override
    public double[] sample(Gaussians gaussians) {
        double[] point = gaussians.vector(mean.length);
        for (int i = 0; i < point.length; i++) {
            point[i] = mean[i] + stepSize * StrictMath.sqrt(variances[i]) * point[i];
        }
        return point;
    }

    @Override
    public double penalty(double[] costs) {
        return LEAST_PENALTY;
    }

    @Override
    public void update(List<double[]> bestFirst) {
        generation++;
        double[] shift = shift(bestFirst);
        for (int i = 0; i < mean.length; i++) {
            mean[i] += stepSize * shift[i];
        }
        boolean steady = updateStepPath(shift);
        updateVariances(shift, steady, bestFirst);
        updateStepSize();
    }

    @Override
    public void shrink() {
        stepSize /= 2;
    }

    @Override
    public double largestDeviation() {
        return stepSize * StrictMath.sqrt(Arrays.stream(variances).max().orElse(0));
    }

    /** Never: a variance of its own for each gene needs no decomposition. */
    @Override
    public boolean isDegenerate() {
        return false;
    }

    private double[] shift(List<double[]> bestFirst) {
        double[] shift = new double[mean.length];
        for (int rank = 0; rank < constants.parents(); rank++) {
            double[] point = bestFirst.get(rank);
            for (int i = 0; i < mean.length; i++) {
                shift[i] += constants.weight(rank) * (point[i] - mean[i]) / stepSize;
            }
        }
        return shift;
    }

    private boolean updateStepPath(double[] shift) {
        double rate = constants.stepPathRate();
        double gain = StrictMath.sqrt(rate * (2 - rate) * constants.effectiveParents());
        for (int i = 0; i < mean.length; i++) {
            stepPath[i] =
                    (1 - rate) * stepPath[i] + gain * shift[i] / StrictMath.sqrt(variances[i]);
        }
        double expected = StrictMath.sqrt(1 - StrictMath.pow(1 - rate, 2.0 * generation));
        double limit = (1.4 + 2.0 / (mean.length + 1)) * constants.expectedNorm();
        return norm(stepPath) / expected < limit;
    }

    private void updateVariances(double[] shift, boolean steady, List<double[]> bestFirst) {
        double pathRate = constants.covariancePathRate();
        double gain =
                steady
                        ? StrictMath.sqrt(pathRate * (2 - pathRate) * constants.effectiveParents())
                        : 0;
        double lost = steady ? 0 : constants.rankOneRate() * pathRate * (2 - pathRate);
        double kept = 1 - constants.rankOneRate() - constants.rankManyRate() + lost;
        double[] spread = spread(bestFirst, shift);
        for (int i = 0; i < mean.length; i++) {
            covariancePath[i] = (1 - pathRate) * covariancePath[i] + gain * shift[i];
            variances[i] =
                    kept * variances[i]
                            + constants.rankOneRate() * covariancePath[i] * covariancePath[i]
                            + constants.rankManyRate() * spread[i];
        }
    }

    /** Weighted squared steps from the mean before the update, per gene. */
    private double[] spread(List<double[]> bestFirst, double[] shift) {
        double[] spread = new double[mean.length];
        for (int rank = 0; rank < constants.parents(); rank++) {
            double[] point = bestFirst.get(rank);
            for (int i = 0; i < mean.length; i++) {
                double step = (point[i] - mean[i]) / stepSize + shift[i];
                spread[i] += constants.weight(rank) * step * step;
            }
        }
        return spread;
    }

    private void updateStepSize() {
        double excess = norm(stepPath) / constants.expectedNorm() - 1;
        double exponent = constants.stepPathRate() / constants.stepDamping() * excess;
        stepSize *= StrictMath.exp(Math.min(1, exponent));
        stepSize /= Math.max(1, largestDeviation() / MAX_DEVIATION);
    }

    private static double norm(double[] vector) {
        double sum = 0;
        for (double value : vector) {
            sum += value * value;
        }
        return StrictMath.sqrt(sum);
    }
}
