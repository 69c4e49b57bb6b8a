package dev.merganser.optimizer.coefficient;

import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;

/**
 * Slopes by central differences: two losses a coefficient, on the same draw.
 *
 * @param width how far to each side, as a share of the coefficient's range
 */
record CentralSlopes(Losses losses, double width) implements SlopeEstimator {

    @Override
    public double[] slope(long draw, double[] coefficients) {
        double[] slope = new double[coefficients.length];
        for (int i = 0; i < slope.length; i++) {
            Coefficient one = losses.space().coefficients().get(i);
            double step = width * (one.high() - one.low());
            double above = loss(draw, coefficients, i, step);
            double below = loss(draw, coefficients, i, -step);
            slope[i] = (above - below) / (2 * step);
        }
        return slope;
    }

    private double loss(long draw, double[] coefficients, int index, double step) {
        double[] moved = coefficients.clone();
        moved[index] += step;
        return losses.loss(draw, Vectors.list(moved)).total();
    }
}
