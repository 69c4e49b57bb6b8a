package dev.merganser.evaluators.loss;

/**
 * A vector scaled to a length of 1; one of zeros stays so.
 *
 * @param length before, or a little more where that was next to 0
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record UnitVector(double[] direction, double length) {

    private static final double SHORTEST = 1e-12;

    static UnitVector of(double[] vector) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        double length = Math.max(SHORTEST, Math.sqrt(squares));
        double[] direction = new double[vector.length];
        for (int h = 0; h < vector.length; h++) {
            direction[h] = vector[h] / length;
        }
        return new UnitVector(direction, length);
    }

    /** The cosine. */
    double product(UnitVector other) {
        return product(other.direction);
    }

    private double product(double[] vector) {
        double sum = 0;
        for (int h = 0; h < vector.length; h++) {
            sum += direction[h] * vector[h];
        }
        return sum;
    }

    /** The gradient before scaling of a gradient g of the direction v: (g − (g · v) v) / length. */
    double[] pulled(double[] gradient) {
        double along = length > SHORTEST ? product(gradient) : 0;
        double[] pulled = new double[gradient.length];
        for (int h = 0; h < gradient.length; h++) {
            pulled[h] = (gradient[h] - along * direction[h]) / length;
        }
        return pulled;
    }
}
