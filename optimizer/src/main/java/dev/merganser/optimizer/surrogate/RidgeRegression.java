package dev.merganser.optimizer.surrogate;

import java.util.Arrays;
import java.util.List;

/**
 * Weighted least squares of warp(φᵀβ) to values, with a ridge on all coefficients but the
 * constant's: Gauss-Newton steps, damped where the warp bends too much (Levenberg 1944,
 * doi:10.1090/qam/10666). Without a warp one step is the answer.
 *
 * <p>What a fit without one of the points would foretell of it is had from the fit itself: without
 * a warp exactly, with one to the first order (Cook and Weisberg 1982, Residuals and Influence in
 * Regression).
 */
final class RidgeRegression {

    private static final int MOST_STEPS = 60;
    private static final double SETTLED = 1e-12;
    private static final double FIRST_DAMPING = 1e-3;
    private static final double MOST_DAMPING = 1e12;
    private static final double EASIER = 0.2;
    private static final double HARDER = 5;
    private static final double LEAST_SLOPE = 1e-9;
    private static final double LEAST_FREEDOM = 1e-9;

    private final double[][] terms;
    private final double[] values;
    private final double[] importance;
    private final Warp warp;

    /**
     * A regression.
     *
     * @param values one a point, finite
     * @param importance how much the squared error at each point counts, above 0
     */
    RidgeRegression(List<double[]> points, double[] values, double[] importance, Warp warp) {
        this.terms = points.stream().map(QuadraticTerms::at).toArray(double[][]::new);
        this.values = values;
        this.importance = importance;
        this.warp = warp;
    }

    /** Coefficients where the straightened values have their least squares: to begin from. */
    double[] straightened(double ridge) {
        double[] targets = new double[values.length];
        double[] weights = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            targets[i] = warp.inverse(values[i]);
            double slope = warp.slope(targets[i]);
            weights[i] = importance[i] * (slope * slope + LEAST_SLOPE);
        }
        double[] right = new double[size()];
        for (int i = 0; i < values.length; i++) {
            add(right, weights[i] * targets[i], terms[i]);
        }
        return new Cholesky(gram(weights, ridge, 0)).solve(right);
    }

    /** The coefficients of the least squares. */
    double[] solve(double ridge, double[] start) {
        double[] best = start.clone();
        double error = penalized(best, ridge);
        double damping = warp == Warp.IDENTITY ? 0 : FIRST_DAMPING;
        for (int step = 0; step < MOST_STEPS && damping < MOST_DAMPING; step++) {
            double[] trial = stepped(best, ridge, damping);
            double found = penalized(trial, ridge);
            if (found < error) {
                boolean settled = error - found <= SETTLED * error;
                best = trial;
                error = found;
                damping *= EASIER;
                if (settled) {
                    return best;
                }
            } else if (damping == 0) {
                return best; // the exact answer, but for rounding
            } else {
                damping *= HARDER;
            }
        }
        return best;
    }

    private double[] stepped(double[] from, double ridge, double damping) {
        double[] weights = new double[values.length];
        double[] right = new double[size()];
        for (int i = 0; i < values.length; i++) {
            double z = QuadraticTerms.dot(terms[i], from);
            double slope = warp.slope(z);
            weights[i] = importance[i] * slope * slope;
            add(right, importance[i] * slope * (values[i] - warp.value(z)), terms[i]);
        }
        for (int i = 0; i < right.length - 1; i++) {
            right[i] -= ridge * from[i];
        }
        double[] step = new Cholesky(gram(weights, ridge, damping)).solve(right);
        Arrays.setAll(step, i -> from[i] + step[i]);
        return step;
    }

    /** Σ weight·φφᵀ, its lower triangle, with ridge and damping on the diagonal. */
    private double[][] gram(double[] weights, double ridge, double damping) {
        double[][] gram = new double[size()][size()];
        for (int point = 0; point < values.length; point++) {
            double[] row = terms[point];
            for (int i = 0; i < row.length; i++) {
                double factor = weights[point] * row[i];
                double[] into = gram[i];
                for (int j = 0; j <= i; j++) {
                    into[j] += factor * row[j];
                }
            }
        }
        for (int i = 0; i < gram.length; i++) {
            gram[i][i] += damping + (i < gram.length - 1 ? ridge : 0);
        }
        return gram;
    }

    private int size() {
        return terms[0].length;
    }

    private static void add(double[] into, double factor, double[] row) {
        for (int i = 0; i < row.length; i++) {
            into[i] += factor * row[i];
        }
    }

    private double penalized(double[] coefficients, double ridge) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double off = values[i] - warp.value(QuadraticTerms.dot(terms[i], coefficients));
            sum += importance[i] * off * off;
        }
        for (int i = 0; i < coefficients.length - 1; i++) {
            sum += ridge * coefficients[i] * coefficients[i];
        }
        return sum;
    }

    /** What would be foretold of each point, were it left out. */
    double[] leftOut(double[] coefficients, double ridge) {
        double[] z = new double[values.length];
        double[] slopes = new double[values.length];
        double[] weights = new double[values.length];
        for (int i = 0; i < z.length; i++) {
            z[i] = QuadraticTerms.dot(terms[i], coefficients);
            slopes[i] = Math.max(warp.slope(z[i]), LEAST_SLOPE);
            weights[i] = importance[i] * slopes[i] * slopes[i];
        }
        var decomposed = new Cholesky(gram(weights, ridge, 0));
        double[] foretold = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            double hat = weights[i] * decomposed.form(terms[i]);
            double freedom = Math.max(1 - hat, LEAST_FREEDOM);
            double off = values[i] - warp.value(z[i]);
            foretold[i] = warp.value(z[i] - hat * off / (slopes[i] * freedom));
        }
        return foretold;
    }
}
