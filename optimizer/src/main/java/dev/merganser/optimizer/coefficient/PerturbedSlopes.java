package dev.merganser.optimizer.coefficient;

import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;

import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * Slopes by simultaneous perturbation: all coefficients move at once, each up or down at random by
 * a share of its range, and once more the other way; both losses on the same draw. The expected
 * slope is the true one, up to the square of the width, which shrinks as Spall advises: w / (t +
 * 1)^0.101 (1998, doi:10.1109/7.705889).
 *
 * @param width of the first step, as a share of a coefficient's range
 * @param pairs how many pairs are averaged
 * @param streams the random generator of a draw
 */
record PerturbedSlopes(
        Losses losses, double width, int pairs, LongFunction<RandomGenerator> streams)
        implements SlopeEstimator {

    private static final double SHRINKING = 0.101;

    @Override
    public double[] slope(long draw, double[] coefficients) {
        RandomGenerator random = streams.apply(draw);
        double share = width / StrictMath.pow(draw + 1.0, SHRINKING);
        double[] slope = new double[coefficients.length];
        for (int pair = 0; pair < pairs; pair++) {
            double[] steps = steps(random, share);
            double rise = loss(draw, coefficients, steps, 1) - loss(draw, coefficients, steps, -1);
            for (int i = 0; i < slope.length; i++) {
                slope[i] += rise / (2 * steps[i]) / pairs;
            }
        }
        return slope;
    }

    private double[] steps(RandomGenerator random, double share) {
        return losses.space().coefficients().stream()
                .mapToDouble(one -> step(one, share, random.nextBoolean()))
                .toArray();
    }

    private static double step(Coefficient one, double share, boolean up) {
        double step = share * (one.high() - one.low());
        return up ? step : -step;
    }

    private double loss(long draw, double[] coefficients, double[] steps, int sign) {
        double[] moved = coefficients.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += sign * steps[i];
        }
        return losses.loss(draw, Vectors.list(moved)).total();
    }
}
