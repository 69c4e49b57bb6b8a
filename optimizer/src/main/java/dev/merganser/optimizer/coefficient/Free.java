package dev.merganser.optimizer.coefficient;

/** The coefficients themselves, whatever their ranges (aTLAS). */
final class Free implements Parametrization {

    @Override
    public double[] parameters(double[] coefficients) {
        return coefficients.clone();
    }

    @Override
    public double[] coefficients(double[] parameters) {
        return parameters.clone();
    }

    @Override
    public double[] pullBack(double[] parameters, double[] gradient) {
        return gradient.clone();
    }
}
