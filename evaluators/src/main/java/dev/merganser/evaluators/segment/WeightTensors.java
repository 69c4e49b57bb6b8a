package dev.merganser.evaluators.segment;

import dev.merganser.evaluators.session.NamedFloats;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.tensor.Tensor;

/** Sets of weights in the memory of tensors. Tied weights are one tensor, fed to every use. */
public final class WeightTensors {

    private WeightTensors() {}

    /** One set with the values of the graph; the caller closes it. */
    public static NamedFloats of(SessionFactory sessions, SegmentedModel model) {
        var weights = new NamedFloats(sessions);
        try {
            for (Tensor weight : model.weights()) {
                weight.read(weights.add(weight.name(), weight.shape()));
            }
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /** How much memory one set takes. */
    public static long bytes(SegmentedModel model) {
        return model.weights().stream().mapToLong(weight -> weight.info().bytes()).sum();
    }
}
