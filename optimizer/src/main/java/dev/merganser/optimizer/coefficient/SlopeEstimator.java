package dev.merganser.optimizer.coefficient;

/** Finds the slope of a loss. */
interface SlopeEstimator {

    /** The gradient of the loss on a draw by each coefficient, or an estimate of it. */
    double[] slope(long draw, double[] coefficients);
}
