package dev.merganser.recipes.check;

import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.TensorMethod;
import dev.merganser.recipes.recipe.AroundMethod;

/**
 * What a method does to merge one value, as measured (docs/recipes.md); methods that are not listed
 * cost what their shape suggests.
 *
 * @param passes how often it reads each input
 * @param nanos time of one core for one value of one input in one pass
 * @param holdsTensor whether it needs the inputs of a whole tensor in memory
 * @param matrices what it does to whole matrices on top
 */
record MethodCost(int passes, double nanos, boolean holdsTensor, MatrixCost matrices) {

    private static final int COMPRESSING = 3;

    /** Of a method that does nothing to whole matrices. */
    MethodCost(int passes, double nanos, boolean holdsTensor) {
        this(passes, nanos, holdsTensor, MatrixCost.NONE);
    }

    static MethodCost of(MergeMethod method) {
        MethodCost values = ofValues(method);
        return new MethodCost(
                values.passes,
                values.nanos,
                values.holdsTensor,
                MatrixCost.of(method.descriptor().name()));
    }

    private static MethodCost ofValues(MergeMethod method) {
        return switch (method.descriptor().name()) {
            case "linear", "task_arithmetic", "passthrough" -> new MethodCost(1, 1.6, false);
            case "slerp" -> new MethodCost(2, 1.3, false);
            case "dare_linear", "dare_ties" -> new MethodCost(2, 2, false);
            case "ties" -> new MethodCost(3, 1.4, false);
            case "breadcrumbs", "breadcrumbs_ties" -> new MethodCost(4, 1.8, false);
            case "della", "della_linear" -> new MethodCost(2, 11, false);
            case "fisher" -> new MethodCost(2, 3, false);
            case "arcee_fusion" -> new MethodCost(3, 7, false);
            case "pcb" -> new MethodCost(5, 12, false);
            case "opcm", "doge" -> new MethodCost(3, 5, true);
            default -> ofShape(method);
        };
    }

    /** With what a recipe does around the method: measuring experts reads them some times more. */
    MethodCost with(AroundMethod around) {
        return around.compress().isPresent()
                ? new MethodCost(passes + COMPRESSING, nanos, holdsTensor, matrices)
                : this;
    }

    private static MethodCost ofShape(MergeMethod method) {
        return switch (method) {
            case BlockMethod _ -> new MethodCost(2, 2, false);
            case TensorMethod _ -> new MethodCost(2, 5, true);
            case ModelMethod _ -> new MethodCost(3, 2, false);
        };
    }
}
