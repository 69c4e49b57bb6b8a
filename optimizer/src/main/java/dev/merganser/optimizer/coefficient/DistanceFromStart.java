package dev.merganser.optimizer.coefficient;

import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;

/**
 * The mean distance of the coefficients from where they began, each as a share of its range, summed
 * over models (Expert Merging): r · K / n · Σ |c − c₀| / (high − low).
 */
final class DistanceFromStart implements Regularizer {

    private final CoefficientSpace space;
    private final double[] start;
    private final double factor;

    DistanceFromStart(CoefficientSpace space, double[] start, double factor) {
        this.space = space;
        this.start = start.clone();
        this.factor = factor * space.models().size() / space.size();
    }

    @Override
    public double value(double[] coefficients) {
        double sum = 0;
        for (int i = 0; i < start.length; i++) {
            sum += Math.abs(coefficients[i] - start[i]) / range(i);
        }
        return factor * sum;
    }

    @Override
    public void addGradient(double[] coefficients, double[] gradient) {
        for (int i = 0; i < start.length; i++) {
            gradient[i] += factor * Math.signum(coefficients[i] - start[i]) / range(i);
        }
    }

    private double range(int i) {
        Coefficient one = space.coefficients().get(i);
        return one.high() - one.low();
    }
}
