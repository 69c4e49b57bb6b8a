package dev.merganser.optimizer.coefficient;

import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;

/**
 * The coefficients themselves, clamped to their ranges in the forward pass only (AdaMerging): a
 * parameter outside its range has no gradient, and comes back by the momentum of Adam alone.
 */
final class Clamped implements Parametrization {

    private final CoefficientSpace space;

    Clamped(CoefficientSpace space) {
        this.space = space;
    }

    @Override
    public double[] parameters(double[] coefficients) {
        return coefficients.clone();
    }

    @Override
    public double[] coefficients(double[] parameters) {
        double[] clamped = new double[parameters.length];
        for (int i = 0; i < clamped.length; i++) {
            Coefficient one = space.coefficients().get(i);
            clamped[i] = Math.clamp(parameters[i], one.low(), one.high());
        }
        return clamped;
    }

    @Override
    public double[] pullBack(double[] parameters, double[] gradient) {
        double[] pulled = new double[parameters.length];
        for (int i = 0; i < pulled.length; i++) {
            Coefficient one = space.coefficients().get(i);
            boolean inside = parameters[i] >= one.low() && parameters[i] <= one.high();
            pulled[i] = inside ? gradient[i] : 0;
        }
        return pulled;
    }
}
