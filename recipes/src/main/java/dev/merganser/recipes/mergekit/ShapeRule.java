package dev.merganser.recipes.mergekit;

import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.method.torch.TorchArithmetic;
import dev.merganser.recipes.method.torch.TorchTypes;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.TensorInfo;

/** What happens to a tensor that has different shapes in the models of a merge. */
public enum ShapeRule {
    /** It is refused. */
    ONE_SHAPE,
    /** mergekit: of an embedding the rows and columns that all models have are merged. */
    COMMON_PART,
    /**
     * mergekit: embeddings are cut to the base's shape; a model is left out where others differ.
     */
    SHAPE_OF_THE_BASE;

    /**
     * The type of a tensor that is merged from these, before the recipe has its say.
     *
     * @param info the tensor in the model that gives the merged one its tensors
     * @param inputs the tensor in the models
     */
    public DType type(TensorInfo info, ShapeFit.Inputs inputs) {
        boolean promoted = this == COMMON_PART && inputs.base().isEmpty() && info.dtype().isFloat();
        return promoted ? TorchTypes.common(inputs.types()) : info.dtype();
    }

    public static ShapeRule of(MergeMethod method, Semantics semantics) {
        return switch (semantics) {
            case SAFE -> ONE_SHAPE;
            case MERGEKIT ->
                    TorchArithmetic.addsTaskVectors(method)
                            ? SHAPE_OF_THE_BASE
                            : TorchArithmetic.knows(method) ? COMMON_PART : ONE_SHAPE;
        };
    }
}
