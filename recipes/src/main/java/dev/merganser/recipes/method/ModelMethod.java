package dev.merganser.recipes.method;

import dev.merganser.recipes.error.WrongUseException;

import java.util.List;

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
     * Refuses tensors that are not all of as many models, as slices of a recipe may be, for methods
     * that sum up what a model has in all of them.
     *
     * @param method name for the message
     */
    static void requireSameModels(String method, List<MergeTensor> tensors) {
        for (MergeTensor tensor : tensors) {
            MergeTensor first = tensors.getFirst();
            if (tensor.models().size() != first.models().size()) {
                throw new WrongUseException(
                        "Merge method '%s' needs the same models for all tensors; found %d for '%s' and %d for '%s'."
                                .formatted(
                                        method,
                                        first.models().size(),
                                        first.name(),
                                        tensor.models().size(),
                                        tensor.name()));
            }
        }
    }
}
