package dev.merganser.optimizer.coefficient;

import java.util.List;

/**
 * Descends by Adam the parameters that coefficients follow from. A step whose slope is not finite
 * is left out.
 */
final class AdamDescent implements Learner {

    private final Parametrization parametrization;
    private final Regularizer regularizer;
    private final SlopeEstimator estimator;
    private final double clip;
    private final Adam adam;
    private final double[] parameters;

    AdamDescent(
            Parametrization parametrization,
            Regularizer regularizer,
            SlopeEstimator estimator,
            DescentSettings settings,
            double[] start) {
        this.parametrization = parametrization;
        this.regularizer = regularizer;
        this.estimator = estimator;
        this.clip = settings.clip();
        this.parameters = parametrization.parameters(start);
        this.adam = new Adam(parameters.length, settings.rate(), settings.decay());
    }

    @Override
    public void step(long draw) {
        double[] coefficients = parametrization.coefficients(parameters);
        double[] gradient = estimator.slope(draw, coefficients);
        regularizer.addGradient(coefficients, gradient);
        double[] pulled = parametrization.pullBack(parameters, gradient);
        if (Vectors.isFinite(pulled)) {
            Vectors.shorten(pulled, clip);
            adam.step(parameters, pulled);
        }
    }

    @Override
    public List<Double> point() {
        return Vectors.list(parametrization.coefficients(parameters));
    }
}
