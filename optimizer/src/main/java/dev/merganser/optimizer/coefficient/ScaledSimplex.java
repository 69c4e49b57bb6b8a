package dev.merganser.optimizer.coefficient;

import java.util.List;

/**
 * In each group of tensors every model has a share, the shares are together 1, and their sum is
 * scaled by a norm (Self Positioning): c = μ α. Parameters of a group are the logits of the shares,
 * α = softmax(z), followed by ln μ.
 */
final class ScaledSimplex implements Parametrization {

    private static final double LEAST_SHARE = 1e-3;

    private final List<int[]> blocks;
    private final int size;

    ScaledSimplex(CoefficientSpace space) {
        this.blocks = Blocks.of(space);
        this.size = space.size();
    }

    /** Where a coefficient is below a thousandth of the sum, that is taken. */
    @Override
    public double[] parameters(double[] coefficients) {
        double[] parameters = new double[size + blocks.size()];
        int next = 0;
        for (int[] block : blocks) {
            double sum = 0;
            for (int i : block) {
                sum += Math.max(0, coefficients[i]);
            }
            double norm = Math.max(sum, LEAST_SHARE);
            for (int i : block) {
                parameters[next++] = StrictMath.log(Math.max(coefficients[i] / norm, LEAST_SHARE));
            }
            parameters[next++] = StrictMath.log(norm);
        }
        return parameters;
    }

    @Override
    public double[] coefficients(double[] parameters) {
        double[] coefficients = new double[size];
        int first = 0;
        for (int[] block : blocks) {
            double[] shares = softmax(parameters, first, block.length);
            double norm = StrictMath.exp(parameters[first + block.length]);
            for (int k = 0; k < block.length; k++) {
                coefficients[block[k]] = norm * shares[k];
            }
            first += block.length + 1;
        }
        return coefficients;
    }

    @Override
    public double[] pullBack(double[] parameters, double[] gradient) {
        double[] coefficients = coefficients(parameters);
        double[] pulled = new double[parameters.length];
        int first = 0;
        for (int[] block : blocks) {
            double norm = 0;
            double product = 0;
            for (int i : block) {
                norm += coefficients[i];
                product += coefficients[i] * gradient[i];
            }
            for (int k = 0; k < block.length; k++) {
                int i = block[k];
                pulled[first + k] = coefficients[i] * (gradient[i] - product / norm);
            }
            pulled[first + block.length] = product;
            first += block.length + 1;
        }
        return pulled;
    }

    private static double[] softmax(double[] logits, int first, int length) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < length; k++) {
            highest = Math.max(highest, logits[first + k]);
        }
        double[] shares = new double[length];
        double sum = 0;
        for (int k = 0; k < length; k++) {
            shares[k] = StrictMath.exp(logits[first + k] - highest);
            sum += shares[k];
        }
        for (int k = 0; k < length; k++) {
            shares[k] /= sum;
        }
        return shares;
    }
}
