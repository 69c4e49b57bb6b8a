package dev.merganser.evaluators.runtime;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Refuses candidates whose tensors differ from constants of the graph that are no weights: scored
 * with the graph's values they would be another model than the one that an export holds.
 */
public final class ConstantCheck {

    private final String graph;
    private final List<Tensor> constants;

    /**
     * A check.
     *
     * @param graph its name, for messages
     * @param constants its float constants that are no weights
     */
    public ConstantCheck(String graph, List<Tensor> constants) {
        this.graph = graph;
        this.constants = List.copyOf(constants);
    }

    /** Constants that the candidate has no tensor for are the graph's alone. */
    public void check(WeightSource candidate) {
        for (Tensor constant : constants) {
            candidate
                    .info(constant.name())
                    .filter(info -> info.dtype().isFloat())
                    .ifPresent(info -> requireEqual(constant, info, candidate));
        }
    }

    private void requireEqual(Tensor constant, TensorInfo info, WeightSource candidate) {
        if (!info.shape().equals(constant.shape())) {
            throw differs(constant, "is " + info.shape() + " instead of " + constant.shape());
        }
        float[] expected = constant.floats();
        Floats.round(info.dtype(), expected, 0, expected.length);
        float[] found = new float[expected.length];
        candidate.read(constant.name(), MemorySegment.ofArray(found));
        for (int i = 0; i < found.length; i++) {
            if (found[i] != expected[i] && !(Float.isNaN(found[i]) && Float.isNaN(expected[i]))) {
                throw differs(
                        constant,
                        "is %s instead of %s at element %d".formatted(found[i], expected[i], i));
            }
        }
    }

    private BadDataException differs(Tensor constant, String how) {
        return new BadDataException(
                "Tensor '%s' is a constant of graph '%s' and no weight, so it must be equal in all models, but it %s."
                        .formatted(constant.name(), graph, how));
    }
}
