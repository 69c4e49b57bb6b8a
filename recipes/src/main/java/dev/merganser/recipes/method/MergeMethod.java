package dev.merganser.recipes.method;

import java.util.List;

/**
 * An algorithm that turns the same tensor of several models into one.
 *
 * <p>Three shapes: a {@link BlockMethod} works element by element, a {@link TensorMethod} needs the
 * whole tensor, a {@link ModelMethod} reads all tensors before it merges the first. A user's own
 * method implements one of them and is named in {@code
 * META-INF/services/dev.merganser.recipes.method.MergeMethod}. Members are stateless and safe for
 * use by many threads.
 */
public sealed interface MergeMethod permits TensorwiseMethod, ModelMethod {

    /** Name, parameters and needs. */
    MethodDescriptor descriptor();

    /**
     * Whether a tensor that is the same in all models (and in the base, where the method uses it)
     * is its own merge under these arguments. Such a tensor is copied, so that no rounding can
     * change it.
     */
    boolean keepsEqualInputs(Arguments arguments);

    /**
     * Refuses a merge that this method cannot carry out, as far as names, shapes and arguments
     * tell, such as one whose statistics are missing. Reads no values. Asked when a merge is
     * planned, before anything is merged.
     *
     * @param tensors all float tensors of the merge, one at least
     */
    default void check(List<MergeTensor> tensors) {}
}
