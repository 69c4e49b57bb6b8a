package dev.merganser.optimizer.coefficient;

/**
 * How far the merged model is from the base, squared and as a share of all task vectors together
 * (Self Positioning): r · Σ c² ‖d‖² / Σ ‖d‖², which is exact where the vectors are orthogonal, as
 * task vectors nearly are.
 */
final class SquaredNorm implements Regularizer {

    private final double[] factors;

    SquaredNorm(CoefficientSpace space, double factor) {
        double[] squares =
                space.coefficients().stream().mapToDouble(one -> one.norm() * one.norm()).toArray();
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        this.factors = new double[squares.length];
        for (int i = 0; i < squares.length; i++) {
            factors[i] = sum > 0 ? factor * squares[i] / sum : 0;
        }
    }

    @Override
    public double value(double[] coefficients) {
        double sum = 0;
        for (int i = 0; i < factors.length; i++) {
            sum += factors[i] * coefficients[i] * coefficients[i];
        }
        return sum;
    }

    @Override
    public void addGradient(double[] coefficients, double[] gradient) {
        for (int i = 0; i < factors.length; i++) {
            gradient[i] += 2 * factors[i] * coefficients[i];
        }
    }
}
