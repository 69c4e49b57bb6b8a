package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.ArrayList;
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
    static final ParameterSpec EPSILON =
            ParameterSpec.number(
                            "epsilon",
                            Scope.MODEL,
                            "how far the probability of the largest and the smallest element is from density")
                    .between(0, 0.5)
                    .orElse(0.15);
    static final ParameterSpec GAMMA =
            ParameterSpec.number(
                            "gamma",
                            Scope.MODEL,
                            "share of the largest elements of the task vector that is dropped")
                    .between(0, 1)
                    .orElse(0.01);
    private static final ParameterSpec NORMALIZE =
            ParameterSpec.flag("normalize", Scope.GLOBAL, "divide by the sum of the weights");
    private static final ParameterSpec RESCALE =
            ParameterSpec.flag(
                    "rescale", Scope.GLOBAL, "restore each task vector's L1 norm after dropping");
    private static final ParameterSpec INT8_MASK =
            ParameterSpec.flag("int8_mask", Scope.GLOBAL, "read for mergekit's sake, no effect")
                    .orElse(false)
                    .withoutEffect();

    static final ParameterSpec RESCALE_BY =
            ParameterSpec.text(
                            "rescale_by",
                            Scope.GLOBAL,
                            List.of("norm", "density"),
                            "rescale to the L1 norm as mergekit does, or by 1 / density as in the paper")
                    .orElse("norm");

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

    /** All of them, for a method that sparsifies by one more parameter. */
    static List<ParameterSpec> sparse(boolean normalize, boolean rescale, ParameterSpec more) {
        List<ParameterSpec> all = new ArrayList<>(sparse(normalize, rescale));
        all.add(all.indexOf(DENSITY) + 1, more);
        return all;
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
