package dev.merganser.recipes;

import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.method.TorchArithmetic;
import dev.merganser.recipes.method.TorchTypes;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.TensorInfo;

/** What happens to a tensor that has different shapes in the models of a merge. */
enum ShapeRule {
    /** It is refused. */
    ONE_SHAPE,
    /** mergekit: of an embedding the rows and columns that all models have are merged. */
    COMMON_PART,
    /**
     * mergekit: embeddings are cut to the base's shape; a model is left out where others differ.
     */
    SHAPE_OF_THE_BASE;

    /** The type of a tensor that is merged from these, before the recipe has its say. */
    DType type(TensorRow row, TensorInfo info) {
        boolean promoted = this == COMMON_PART && row.base().isEmpty() && info.dtype().isFloat();
        return promoted ? TorchTypes.common(row.types()) : info.dtype();
    }

    static ShapeRule of(MergeMethod method, Semantics semantics) {
        return switch (semantics) {
            case SAFE -> ONE_SHAPE;
            case MERGEKIT ->
                    TorchArithmetic.addsTaskVectors(method)
                            ? SHAPE_OF_THE_BASE
                            : TorchArithmetic.knows(method) ? COMMON_PART : ONE_SHAPE;
        };
    }
}
