package dev.merganser.examples.vision.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;

/** Minimises a loss that DJL can differentiate. Every step frees the native arrays it made. */
public final class Descent {

    /** A scalar to make small; the arrays it makes belong to the manager of {@code values}. */
    @FunctionalInterface
    public interface Loss {
        NDArray of(NDArray values, int step);
    }

    private Descent() {}

    /** The values after all steps of the settings; {@code start} is not changed. */
    public static float[] minimize(float[] start, DescentSettings settings, Loss loss) {
        float[] values = start.clone();
        AdamW optimizer = new AdamW(values.length);
        for (int step = 0; step < settings.steps(); step++) {
            float[] gradient = gradient(values, loss, step);
            AdamW.clip(gradient, settings.clip());
            optimizer.step(values, gradient, settings.rate(step), settings.weightDecay());
        }
        return values;
    }

    /** The gradient of the loss at these values. */
    static float[] gradient(float[] values, Loss loss, int step) {
        try (NDManager manager = NDManager.newBaseManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray leaf = manager.create(values);
            leaf.setRequiresGradient(true);
            collector.backward(loss.of(leaf, step));
            return leaf.getGradient().toFloatArray();
        }
    }
}
