package dev.merganser.recipes.method;

import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A method that reads all tensors before it merges the first, as a trim over the whole model does.
 */
public non-sealed interface ModelMethod extends MergeMethod {

    /**
     * Reads what it needs and returns the method that then merges each tensor.
     *
     * @param tensors all float tensors of the merge, in the order of the output; valid beyond this
     *     call, but for their workers, who are all the same
     */
    TensorwiseMethod survey(List<MergeTensor> tensors);

    /**
     * Refuses tensors that are not all of the same models in the same order, as slices of a recipe
     * may be, for methods that look at these as whole models with places of their own.
     *
     * @param method name for the message
     */
    static void requireSameModels(String method, List<MergeTensor> tensors) {
        for (MergeTensor tensor : tensors) {
            MergeTensor first = tensors.getFirst();
            if (!tensor.modelNames().equals(first.modelNames())) {
                throw new WrongUseException(
                        "Merge method '%s' needs the same models for all tensors; found %s for '%s' and %s for '%s'."
                                .formatted(
                                        method,
                                        quoted(first),
                                        first.name(),
                                        quoted(tensor),
                                        tensor.name()));
            }
        }
    }

    private static String quoted(MergeTensor tensor) {
        return tensor.modelNames().stream().map(Quoted::text).collect(Collectors.joining(", "));
    }
}
