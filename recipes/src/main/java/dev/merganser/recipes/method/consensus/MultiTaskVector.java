package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.List;

/**
 * How the task vectors of all models are made one: by their sum, or by TIES over the flattened
 * model.
 */
@FunctionalInterface
interface MultiTaskVector {
    String TIES = "ties";

    /** Which of the two. */
    ParameterSpec PARAMETER =
            ParameterSpec.text(
                            "vector",
                            Scope.GLOBAL,
                            List.of("sum", TIES),
                            "multi-task vector: the sum of the task vectors, or what TIES makes of the largest fifth of each in the whole model")
                    .orElse("sum");

    /** The plain sum. */
    MultiTaskVector SUM = MultiTaskVector::sum;

    /** Element i of the multi-task vector of a block of task vectors. */
    double at(Block deltas, int i);

    /** The one that all tensors ask for. */
    static MultiTaskVector of(String method, List<MergeTensor> tensors) {
        return isTies(method, tensors) ? TiesVector.of(new FlattenedModel(method, tensors)) : SUM;
    }

    /**
     * Refuses tensors that ask for different ones, and TIES of other models in other tensors. The
     * sum needs nothing of other tensors.
     */
    static void check(String method, List<MergeTensor> tensors) {
        if (isTies(method, tensors)) {
            ModelMethod.requireSameModels(method, tensors);
        }
    }

    private static boolean isTies(String method, List<MergeTensor> tensors) {
        return FlattenedModel.same(method, tensors, "vector", each -> each.text("vector"))
                .equals(TIES);
    }

    private static double sum(Block deltas, int i) {
        double sum = 0;
        for (int m = 0; m < deltas.models(); m++) {
            sum += deltas.model(m)[i];
        }
        return sum;
    }
}
