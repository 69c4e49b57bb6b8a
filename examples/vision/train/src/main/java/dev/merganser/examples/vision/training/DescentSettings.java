package dev.merganser.examples.vision.training;

/**
 * How AdamW descends: the learning rate rises over the first {@code warmUp} share of the steps,
 * then falls to zero along a cosine; the gradient's norm is cut at {@code clip}.
 *
 * @param weightDecay share of a value taken away at each step, times the learning rate
 */
public record DescentSettings(
        int steps, double learningRate, double warmUp, double weightDecay, double clip) {

    public DescentSettings {
        if (steps < 1 || !(learningRate > 0) || !(warmUp >= 0 && warmUp < 1) || !(clip > 0)) {
            throw new IllegalArgumentException(
                    "steps %d, learning rate %s, warm-up %s, clip %s"
                            .formatted(steps, learningRate, warmUp, clip));
        }
    }

    /** The learning rate of a step, counted from 0. */
    double rate(int step) {
        double warmSteps = warmUp * steps;
        if (step < warmSteps) {
            return learningRate * (step + 1) / warmSteps;
        }
        double progress = (step - warmSteps) / Math.max(1, steps - warmSteps);
        return learningRate * 0.5 * (1 + StrictMath.cos(StrictMath.PI * progress));
    }
}
