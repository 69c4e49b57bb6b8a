package dev.merganser.recipes.method.torch;

import dev.merganser.recipes.method.BlockMethod;

/** A merge method that mergekit has too and that is known here with mergekit's arithmetic. */
public interface TorchTwin {

    /**
     * The method as mergekit computes it, every step rounded to these types. Refuses what is not
     * finite, see {@link TorchArithmetic#finite}; takes part in no copying of equal inputs.
     */
    BlockMethod inTorch(TorchTypes types);

    /**
     * Whether it is one of mergekit's generalized task arithmetic, which leaves a model out where a
     * shape differs.
     */
    default boolean addsTaskVectors() {
        return false;
    }
}
