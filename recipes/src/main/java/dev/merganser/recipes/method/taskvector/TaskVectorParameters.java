package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.List;

/** The parameters that all methods on task vectors share, with mergekit's names. */
public final class TaskVectorParameters {
    public static final ParameterSpec WEIGHT =
            ParameterSpec.number("weight", Scope.MODEL, "factor of the task vector");
    public static final ParameterSpec DENSITY =
            ParameterSpec.number("density", Scope.MODEL, "share of the task vector that is kept")
                    .between(0, 1)
                    .orElse(1);
    public static final ParameterSpec LAMBDA =
            ParameterSpec.number("lambda", Scope.GLOBAL, "factor of the combined task vectors")
                    .orElse(1);
    private static final ParameterSpec NORMALIZE =
            ParameterSpec.flag("normalize", Scope.GLOBAL, "divide by the sum of the weights");
    private static final ParameterSpec RESCALE =
            ParameterSpec.flag(
                    "rescale", Scope.GLOBAL, "restore each task vector's L1 norm after dropping");
    private static final ParameterSpec INT8_MASK =
            ParameterSpec.flag("int8_mask", Scope.GLOBAL, "read for mergekit's sake, no effect")
                    .orElse(false)
                    .withoutEffect();

    private TaskVectorParameters() {}

    /** All of them, for a method that sparsifies. */
    static List<ParameterSpec> sparse(boolean normalize, boolean rescale) {
        return List.of(
                WEIGHT,
                DENSITY,
                NORMALIZE.orElse(normalize),
                RESCALE.orElse(rescale),
                LAMBDA,
                INT8_MASK);
    }

    /** All of them, for a method that keeps every element. */
    static List<ParameterSpec> dense(boolean normalize) {
        return List.of(
                WEIGHT,
                NORMALIZE.orElse(normalize),
                LAMBDA,
                DENSITY.withoutEffect(),
                RESCALE.orElse(false).withoutEffect(),
                INT8_MASK);
    }
}
