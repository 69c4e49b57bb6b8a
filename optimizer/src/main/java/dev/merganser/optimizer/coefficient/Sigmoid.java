package dev.merganser.optimizer.coefficient;

import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;

/**
 * Each coefficient is a sigmoid of its parameter, stretched over its range (Expert Merging): c =
 * low + (high − low) σ(a). It never reaches the ends.
 */
final class Sigmoid implements Parametrization {

    private static final double NEAREST_END = 1e-3;

    private final CoefficientSpace space;

    Sigmoid(CoefficientSpace space) {
        this.space = space;
    }

    /** Logits of shares of the range; a share at an end is taken as a thousandth from it. */
    @Override
    public double[] parameters(double[] coefficients) {
        double[] logits = new double[coefficients.length];
        for (int i = 0; i < logits.length; i++) {
            Coefficient one = space.coefficients().get(i);
            double share = (coefficients[i] - one.low()) / (one.high() - one.low());
            double inside = Math.clamp(share, NEAREST_END, 1 - NEAREST_END);
            logits[i] = StrictMath.log(inside / (1 - inside));
        }
        return logits;
    }

    @Override
    public double[] coefficients(double[] parameters) {
        double[] coefficients = new double[parameters.length];
        for (int i = 0; i < coefficients.length; i++) {
            Coefficient one = space.coefficients().get(i);
            coefficients[i] = one.low() + (one.high() - one.low()) * sigmoid(parameters[i]);
        }
        return coefficients;
    }

    @Override
    public double[] pullBack(double[] parameters, double[] gradient) {
        double[] pulled = new double[parameters.length];
        for (int i = 0; i < pulled.length; i++) {
            Coefficient one = space.coefficients().get(i);
            double share = sigmoid(parameters[i]);
            pulled[i] = gradient[i] * (one.high() - one.low()) * share * (1 - share);
        }
        return pulled;
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + StrictMath.exp(-logit));
    }
}
