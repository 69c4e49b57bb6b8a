package dev.merganser.recipes.method.torch;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.Optional;

/** A merge method that mergekit has too and that is known here with mergekit's arithmetic. */
public interface TorchTwin {

    /**
     * The method as mergekit computes it, every step rounded to these types. Refuses what is not
     * finite, see {@link TorchArithmetic#finite}; takes part in no copying of equal inputs.
     */
    BlockMethod inTorch(TorchTypes types);

    /**
     * What must hold for one model of a tensor so that mergekit does not stop there, as a whole
     * message; empty where it does not stop.
     */
    default Optional<String> stopsMergekit(TensorInfo tensor, Arguments arguments, int model) {
        return Optional.empty();
    }

    /**
     * Whether it is one of mergekit's generalized task arithmetic, which leaves a model out where a
     * shape differs.
     */
    default boolean addsTaskVectors() {
        return false;
    }
}
