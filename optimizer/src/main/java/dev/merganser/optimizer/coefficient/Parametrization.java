package dev.merganser.optimizer.coefficient;

/** How coefficients follow from the free parameters that a descent moves. */
interface Parametrization {

    /** Free parameters that give these coefficients, or come as near as they can. */
    double[] parameters(double[] coefficients);

    /** The coefficients of the forward pass. */
    double[] coefficients(double[] parameters);

    /** The gradient by the parameters, given that by the coefficients: the chain rule. */
    double[] pullBack(double[] parameters, double[] gradient);
}
