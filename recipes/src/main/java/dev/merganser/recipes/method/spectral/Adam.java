package dev.merganser.recipes.method.spectral;

/**
 * Adam (arXiv:1412.6980) with PyTorch's defaults, β₁ = .9, β₂ = .999, ε = 10⁻⁸, and a constant
 * rate. Keeps its moments between steps; belongs to one thread at a time.
 */
final class Adam {
    private static final double FIRST = .9;
    private static final double SECOND = .999;
    private static final double EPSILON = 1e-8;

    private final double rate;
    private final double[] means;
    private final double[] squares;
    private double ofMeans = 1;
    private double ofSquares = 1;

    Adam(double rate, int values) {
        this.rate = rate;
        this.means = new double[values];
        this.squares = new double[values];
    }

    /** Moves the values one step downhill. */
    void step(double[] gradient, double[] values) {
        ofMeans *= FIRST;
        ofSquares *= SECOND;
        for (int i = 0; i < means.length; i++) {
            double slope = gradient[i];
            means[i] = FIRST * means[i] + (1 - FIRST) * slope;
            squares[i] = SECOND * squares[i] + (1 - SECOND) * slope * slope;
            double size = Math.sqrt(squares[i] / (1 - ofSquares)) + EPSILON;
            values[i] -= rate * (means[i] / (1 - ofMeans)) / size;
        }
    }
}
