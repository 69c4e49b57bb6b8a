package dev.merganser.optimizer.coefficient;

/**
 * Adam (Kingma and Ba 2015, arXiv:1412.6980) with decoupled weight decay (AdamW: Loshchilov and
 * Hutter 2019, arXiv:1711.05101), with the usual β₁ 0.9, β₂ 0.999 and ε 10⁻⁸.
 */
final class Adam {

    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final double rate;
    private final double decay;
    private final double[] means;
    private final double[] squares;
    private double power1 = 1;
    private double power2 = 1;

    Adam(int size, double rate, double decay) {
        this.rate = rate;
        this.decay = decay;
        this.means = new double[size];
        this.squares = new double[size];
    }

    /** Moves a point in place by one step against a gradient. */
    void step(double[] point, double[] gradient) {
        power1 *= BETA_1;
        power2 *= BETA_2;
        for (int i = 0; i < point.length; i++) {
            means[i] = BETA_1 * means[i] + (1 - BETA_1) * gradient[i];
            squares[i] = BETA_2 * squares[i] + (1 - BETA_2) * gradient[i] * gradient[i];
            double deviation = StrictMath.sqrt(squares[i] / (1 - power2)) + EPSILON;
            double shrunk = point[i] - rate * decay * point[i];
            point[i] = shrunk - rate * (means[i] / (1 - power1)) / deviation;
        }
    }
}
