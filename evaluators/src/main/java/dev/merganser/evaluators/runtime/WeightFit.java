package dev.merganser.evaluators.runtime;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

/** Whether a model has the tensors that a graph takes. */
public final class WeightFit {

    private WeightFit() {}

    /**
     * Refuses a model without a tensor, or with one of another shape.
     *
     * @param graph its name, for messages
     * @param weight name of the tensor
     * @param shape what the graph takes
     * @return the tensor as the model has it
     */
    public static TensorInfo require(
            String graph, String weight, Shape shape, WeightSource candidate) {
        TensorInfo found = candidate.info(weight).orElseThrow(() -> missing(graph, weight, shape));
        if (!found.shape().equals(shape) || !found.dtype().isFloat()) {
            throw new BadDataException(
                    "Tensor '%s' must be floats of %s to fit graph '%s', but is %s %s."
                            .formatted(weight, shape, graph, found.dtype(), found.shape()));
        }
        return found;
    }

    private static BadDataException missing(String graph, String weight, Shape shape) {
        return new BadDataException(
                "Graph '%s' needs a tensor '%s' %s, but the model has none of that name. Maybe 'inspect GRAPH --checkpoint MODEL' shows why."
                        .formatted(graph, weight, shape));
    }
}
