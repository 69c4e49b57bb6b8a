package dev.merganser.optimizer.surrogate;

import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresOptimizer;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresProblem;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.util.Pair;

import java.util.List;

/**
 * A metric as a warped quadratic of the genes, fitted to evaluations by least squares with a small
 * ridge on all terms but the constant (MAP, arXiv:2406.07529, equation of the amortized Pareto
 * front; there without ridge). With fewer points than terms the ridge decides what they leave open.
 */
public final class QuadraticSurrogate {

    private static final int ITERATIONS = 200;

    private final Warp warp;
    private final double[] coefficients;

    private QuadraticSurrogate(Warp warp, double[] coefficients) {
        this.warp = warp;
        this.coefficients = coefficients;
    }

    /**
     * Fits a metric.
     *
     * @param points genes, at least one point
     * @param values of the metric, one a point
     * @param ridge penalty of each squared coefficient beside the squared error, above 0
     */
    static QuadraticSurrogate fit(List<double[]> points, double[] values, Warp warp, double ridge) {
        double[][] terms = points.stream().map(QuadraticTerms::at).toArray(double[][]::new);
        double[] targets = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            targets[i] = warp.inverse(values[i]);
        }
        double[] linear = solve(terms, targets, ridge);
        return new QuadraticSurrogate(
                warp,
                warp == Warp.IDENTITY ? linear : descended(terms, values, warp, ridge, linear));
    }

    private static double[] solve(double[][] terms, double[] targets, double ridge) {
        double[][] rows = withRidge(terms, ridge);
        double[] right = new double[rows.length];
        System.arraycopy(targets, 0, right, 0, targets.length);
        return new QRDecomposition(new Array2DRowRealMatrix(rows, false))
                .getSolver()
                .solve(new ArrayRealVector(right, false))
                .toArray();
    }

    /** Rows below the others that pull each coefficient but the constant to 0. */
    private static double[][] withRidge(double[][] terms, double ridge) {
        int count = terms[0].length;
        double[][] rows = new double[terms.length + count - 1][];
        System.arraycopy(terms, 0, rows, 0, terms.length);
        for (int i = 0; i < count - 1; i++) {
            rows[terms.length + i] = new double[count];
            rows[terms.length + i][i] = Math.sqrt(ridge);
        }
        return rows;
    }

    /** Least squares in the metric itself, from where the straightened metric leaves it. */
    private static double[] descended(
            double[][] terms, double[] values, Warp warp, double ridge, double[] start) {
        double[][] rows = withRidge(terms, ridge);
        double[] targets = new double[rows.length];
        System.arraycopy(values, 0, targets, 0, values.length);
        LeastSquaresProblem problem =
                new LeastSquaresBuilder()
                        .model(point -> model(rows, values.length, warp, point))
                        .start(start)
                        .target(targets)
                        .maxEvaluations(ITERATIONS)
                        .maxIterations(ITERATIONS)
                        .checker((iteration, _, _) -> iteration >= ITERATIONS - 1)
                        .build();
        LeastSquaresOptimizer.Optimum optimum = new LevenbergMarquardtOptimizer().optimize(problem);
        return optimum.getPoint().toArray();
    }

    private static Pair<RealVector, RealMatrix> model(
            double[][] rows, int warped, Warp warp, RealVector point) {
        double[] values = new double[rows.length];
        double[][] slopes = new double[rows.length][];
        double[] coefficients = point.toArray();
        for (int i = 0; i < rows.length; i++) {
            double z = dot(rows[i], coefficients);
            values[i] = i < warped ? warp.value(z) : z;
            slopes[i] = scaled(rows[i], i < warped ? warp.slope(z) : 1);
        }
        return new Pair<>(
                new ArrayRealVector(values, false), new Array2DRowRealMatrix(slopes, false));
    }

    private static double[] scaled(double[] row, double factor) {
        double[] scaled = row.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The metric that it expects at a point. */
    public double at(double[] point) {
        return warp.value(dot(QuadraticTerms.at(point), coefficients));
    }

    /** Coefficients in the order of {@link QuadraticTerms}. */
    double[] coefficients() {
        return coefficients.clone();
    }
}
