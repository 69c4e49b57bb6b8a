package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.List;

/** The parameter {@code task} of methods that rebuild one of the models. */
final class Tasks {
    static final ParameterSpec PARAMETER =
            ParameterSpec.whole(
                            "task",
                            Scope.GLOBAL,
                            "which model to rebuild: 1 for the first beside the base")
                    .between(1, Double.POSITIVE_INFINITY)
                    .choosingModel();

    private Tasks() {}

    /** Refuses merges of other models in other tensors, or of fewer than the task's number. */
    static void check(MethodDescriptor method, List<MergeTensor> tensors) {
        ModelMethod.requireSameModels(method.name(), tensors);
        tensors.forEach(tensor -> of(method, tensor.arguments()));
    }

    /**
     * Index of the model to rebuild, from 0.
     *
     * @throws WrongUseException where there are not so many
     */
    static int of(MethodDescriptor method, Arguments arguments) {
        int task = (int) arguments.number("task");
        if (task > arguments.models()) {
            throw new WrongUseException(
                    "Parameter 'task' of %s must be the number of a model, from 1 to %d, found %d."
                            .formatted(method.name(), arguments.models(), task));
        }
        return task - 1;
    }
}
