package dev.merganser.optimizer.coefficient;

/** Slopes by reverse-mode differentiation. */
record ReverseSlopes(Losses losses) implements SlopeEstimator {

    @Override
    public double[] slope(long draw, double[] coefficients) {
        return Vectors.array(losses.gradient(draw, Vectors.list(coefficients)).gradient());
    }
}
