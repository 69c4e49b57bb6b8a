package dev.merganser.optimizer.algorithm;

import java.util.Arrays;
import java.util.List;

/**
 * The search distribution of CMA-ES with a full covariance matrix: mean, step size, matrix and
 * evolution paths.
 *
 * <p>Hansen's tutorial (arXiv:1604.00772, appendix A) with the negative weights of active CMA-ES:
 * the matrix loses variance in the directions of the worse half. It is decomposed again only when
 * the last decomposition is older than a tenth of the time in which the matrix changes, so that the
 * decompositions cost no more than the updates.
 */
final class FullStrategy implements SearchDistribution {

    private static final double MAX_DEVIATION = 1;
    private static final double MAX_CONDITION = 1e14;

    private final StrategyConstants constants;
    private final int genes;
    private final double[] mean;
    private final double[][] covariance;
    private final double[] stepPath;
    private final double[] covariancePath;
    private SymmetricMatrix decomposed;
    private double stepSize;
    private int generation;
    private int decomposedAt;

    FullStrategy(StrategyConstants constants, double[] mean, double stepSize) {
        this.constants = constants;
        this.genes = mean.length;
        this.mean = mean.clone();
        this.stepSize = stepSize;
        this.covariance = identity(genes);
        this.decomposed = SymmetricMatrix.identity(genes);
        this.stepPath = new double[genes];
        this.covariancePath = new double[genes];
    }

    private static double[][] identity(int size) {
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            matrix[i][i] = 1;
        }
        return matrix;
    }

    @Override
    public double[] sample(Gaussians gaussians) {
        double[] point = decomposed.stretched(gaussians.vector(genes));
        for (int i = 0; i < genes; i++) {
            point[i] = mean[i] + stepSize * point[i];
        }
        return point;
    }

    /**
     * As much as the middle half of the costs differs, for a distance that is usual in the
     * distribution: about how steep the costs are, so that the mean stays near the cube whatever
     * their unit (the idea of Hansen, Niederberger, Guzzella and Koumoutsakos 2009,
     * doi:10.1109/TEVC.2008.924423).
     */
    @Override
    public double penalty(double[] costs) {
        if (costs.length == 0) {
            return LEAST_PENALTY;
        }
        double middleHalf = costs[costs.length * 3 / 4] - costs[costs.length / 4];
        double perVariance = Math.min(Double.MAX_VALUE, middleHalf / totalVariance());
        return Math.max(LEAST_PENALTY, perVariance);
    }

    @Override
    public void update(List<double[]> bestFirst) {
        generation++;
        List<double[]> steps = bestFirst.stream().map(this::step).toList();
        double[] shift = shift(steps);
        for (int i = 0; i < genes; i++) {
            mean[i] += stepSize * shift[i];
        }
        updateStepPath(shift);
        boolean steady = isSteady();
        updateCovariancePath(shift, steady);
        updateCovariance(steps, steady);
        updateStepSize();
        decomposeIfDue();
    }

    @Override
    public void shrink() {
        stepSize /= 2;
    }

    @Override
    public double largestDeviation() {
        double largest = 0;
        for (int i = 0; i < genes; i++) {
            largest = Math.max(largest, covariance(i, i));
        }
        return StrictMath.sqrt(largest);
    }

    double mean(int gene) {
        return mean[gene];
    }

    double covariance(int gene, int other) {
        return stepSize * stepSize * covariance[gene][other];
    }

    /** Whether the longest axis is more than 10⁷ times the shortest, or the matrix went wrong. */
    @Override
    public boolean isDegenerate() {
        return !(decomposed.condition() <= MAX_CONDITION);
    }

    private double totalVariance() {
        double sum = 0;
        for (int i = 0; i < genes; i++) {
            sum += covariance(i, i);
        }
        return sum;
    }

    /** From the mean to a point, in units of the step size. */
    private double[] step(double[] point) {
        double[] step = new double[genes];
        Arrays.setAll(step, i -> (point[i] - mean[i]) / stepSize);
        return step;
    }

    private double[] shift(List<double[]> steps) {
        double[] shift = new double[genes];
        for (int rank = 0; rank < constants.parents(); rank++) {
            double[] step = steps.get(rank);
            for (int i = 0; i < genes; i++) {
                shift[i] += constants.weight(rank) * step[i];
            }
        }
        return shift;
    }

    private void updateStepPath(double[] shift) {
        double rate = constants.stepPathRate();
        double gain = StrictMath.sqrt(rate * (2 - rate) * constants.effectiveParents());
        double[] whitened = decomposed.whitened(shift);
        for (int i = 0; i < genes; i++) {
            stepPath[i] = (1 - rate) * stepPath[i] + gain * whitened[i];
        }
    }

    /** Whether the step path is no longer than chance would have it. */
    private boolean isSteady() {
        double kept = StrictMath.pow(1 - constants.stepPathRate(), 2.0 * generation);
        double limit = (1.4 + 2.0 / (genes + 1)) * constants.expectedNorm();
        return norm(stepPath) / StrictMath.sqrt(1 - kept) < limit;
    }

    private void updateCovariancePath(double[] shift, boolean steady) {
        double rate = constants.covariancePathRate();
        double gain =
                steady ? StrictMath.sqrt(rate * (2 - rate) * constants.effectiveParents()) : 0;
        for (int i = 0; i < genes; i++) {
            covariancePath[i] = (1 - rate) * covariancePath[i] + gain * shift[i];
        }
    }

    private void updateCovariance(List<double[]> steps, boolean steady) {
        double pathRate = constants.covariancePathRate();
        double lost = steady ? 0 : constants.rankOneRate() * pathRate * (2 - pathRate);
        double weights = 0;
        for (double weight : constants.weights()) {
            weights += weight;
        }
        scale(1 - constants.rankOneRate() - constants.rankManyRate() * weights + lost);
        add(constants.rankOneRate(), covariancePath);
        for (int rank = 0; rank < constants.weights().size(); rank++) {
            double[] step = steps.get(rank);
            add(constants.rankManyRate() * weight(rank, step), step);
        }
    }

    /** A negative weight counts for a step of the usual length, however long this one is. */
    private double weight(int rank, double[] step) {
        double weight = constants.weight(rank);
        if (weight >= 0) {
            return weight;
        }
        double length = norm(decomposed.whitened(step));
        return length > 0 ? weight * genes / (length * length) : 0;
    }

    private void scale(double factor) {
        for (double[] row : covariance) {
            for (int j = 0; j < genes; j++) {
                row[j] *= factor;
            }
        }
    }

    /** Adds the outer product of a vector with itself; both triangles get the same bits. */
    private void add(double factor, double[] vector) {
        for (int i = 0; i < genes; i++) {
            for (int j = 0; j < genes; j++) {
                covariance[i][j] += factor * (vector[i] * vector[j]);
            }
        }
    }

    private void updateStepSize() {
        double excess = norm(stepPath) / constants.expectedNorm() - 1;
        double exponent = constants.stepPathRate() / constants.stepDamping() * excess;
        stepSize *= StrictMath.exp(Math.min(1, exponent));
        stepSize /= Math.max(1, largestDeviation() / MAX_DEVIATION);
    }

    private void decomposeIfDue() {
        double rate = constants.rankOneRate() + constants.rankManyRate();
        if (generation - decomposedAt >= Math.floor(1 / (10 * genes * rate))) {
            decomposed = SymmetricMatrix.decompose(covariance);
            decomposedAt = generation;
        }
    }

    private static double norm(double[] vector) {
        double sum = 0;
        for (double value : vector) {
            sum += value * value;
        }
        return StrictMath.sqrt(sum);
    }
}
