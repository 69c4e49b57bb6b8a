package dev.merganser.optimizer.surrogate;

/**
 * Points of n non-negative coordinates as a radius with n − 1 angles in [0, π/2]: x₁ = r cos φ₁, x₂
 * = r sin φ₁ cos φ₂, … xₙ = r sin φ₁ … sin φₙ₋₁.
 */
final class Hypersphere {

    private Hypersphere() {}

    /** The angles of a point; π/2 where nothing is left to divide. */
    static double[] angles(double[] point) {
        double[] angles = new double[point.length - 1];
        double rest = square(point[point.length - 1]);
        for (int i = angles.length - 1; i >= 0; i--) {
            angles[i] =
                    rest == 0 && point[i] == 0
                            ? StrictMath.PI / 2
                            : StrictMath.atan2(Math.sqrt(rest), point[i]);
            rest += square(point[i]);
        }
        return angles;
    }

    /** The distance of a point from the origin. */
    static double radius(double[] point) {
        double sum = 0;
        for (double x : point) {
            sum += square(x);
        }
        return Math.sqrt(sum);
    }

    /** The point of a radius and angles. */
    static double[] point(double radius, double[] angles) {
        double[] point = new double[angles.length + 1];
        double left = radius;
        for (int i = 0; i < angles.length; i++) {
            point[i] = left * StrictMath.cos(angles[i]);
            left *= StrictMath.sin(angles[i]);
        }
        point[angles.length] = left;
        return point;
    }

    private static double square(double x) {
        return x * x;
    }
}
