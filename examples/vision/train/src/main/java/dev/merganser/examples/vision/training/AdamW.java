package dev.merganser.examples.vision.training;

/**
 * Adam with decoupled weight decay on plain arrays (Loshchilov and Hutter, arXiv:1711.05101). Holds
 * the moments of one descent; not for use by several threads.
 */
final class AdamW {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final double[] first;
    private final double[] second;
    private int steps;

    AdamW(int values) {
        first = new double[values];
        second = new double[values];
    }

    /** Changes the values in place by one step against the gradient. */
    void step(float[] values, float[] gradient, double rate, double weightDecay) {
        steps++;
        double firstBias = 1 - StrictMath.pow(BETA1, steps);
        double secondBias = 1 - StrictMath.pow(BETA2, steps);
        for (int i = 0; i < values.length; i++) {
            first[i] = BETA1 * first[i] + (1 - BETA1) * gradient[i];
            second[i] = BETA2 * second[i] + (1 - BETA2) * gradient[i] * gradient[i];
            double move = first[i] / firstBias / (Math.sqrt(second[i] / secondBias) + EPSILON);
            values[i] = (float) (values[i] - rate * (move + weightDecay * values[i]));
        }
    }

    /** Scales the gradient so that its norm is at most {@code clip}. */
    static void clip(float[] gradient, double clip) {
        double squares = 0;
        for (float g : gradient) {
            squares += (double) g * g;
        }
        double norm = Math.sqrt(squares);
        if (norm > clip) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = (float) (gradient[i] * clip / norm);
            }
        }
    }
}
