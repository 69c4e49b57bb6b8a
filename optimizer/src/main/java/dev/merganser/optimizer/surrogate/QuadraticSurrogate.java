package dev.merganser.optimizer.surrogate;

import java.util.List;

/**
 * A metric as a warped quadratic of the genes, fitted to evaluations by least squares with a small
 * ridge on all terms but the constant (MAP, arXiv:2406.07529, equation of the amortized Pareto
 * front; there without ridge). With fewer points than terms the ridge decides what they leave open.
 */
public final class QuadraticSurrogate {

    private final Warp warp;
    private final double[] coefficients;

    /** A quadratic of coefficients in the order of {@link QuadraticTerms}. */
    QuadraticSurrogate(Warp warp, double[] coefficients) {
        this.warp = warp;
        this.coefficients = coefficients.clone();
    }

    /**
     * Fits a metric.
     *
     * @param points genes, at least one point
     * @param values of the metric, one a point
     * @param ridge penalty of each squared coefficient beside the squared error, above 0
     */
    static QuadraticSurrogate fit(List<double[]> points, double[] values, Warp warp, double ridge) {
        double[] alike = FitPoints.alike(points, List.of()).importance();
        var regression = new RidgeRegression(points, values, alike, warp);
        return new QuadraticSurrogate(
                warp, regression.solve(ridge, regression.straightened(ridge)));
    }

    /** The metric that it expects at a point. */
    public double at(double[] point) {
        return ofTerms(QuadraticTerms.at(point));
    }

    /** The same of the point's terms. */
    double ofTerms(double[] terms) {
        return warp.value(QuadraticTerms.dot(terms, coefficients));
    }
}
