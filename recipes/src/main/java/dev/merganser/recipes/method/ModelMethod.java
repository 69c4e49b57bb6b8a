package dev.merganser.recipes.method;

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
}
