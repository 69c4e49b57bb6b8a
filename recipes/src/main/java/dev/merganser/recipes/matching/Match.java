package dev.merganser.recipes.matching;

import dev.merganser.recipes.tensor.DType;

import java.util.Optional;

/**
 * One weight of a graph and the tensor of a checkpoint that it is made from.
 *
 * @param initializer the weight in the graph
 * @param tensor the tensor
 * @param way how it was found
 * @param transposed whether the graph holds the matrix turned over
 * @param cast the type in which the checkpoint holds it, where the graph's is another
 * @param tied whether another weight of the graph is made from the same tensor
 * @param equal whether the values are the same, apart from the type; else the graph was exported
 *     from another checkpoint
 */
public record Match(
        String initializer,
        String tensor,
        Way way,
        boolean transposed,
        Optional<DType> cast,
        boolean tied,
        boolean equal) {

    /** How a tensor is found. */
    public enum Way {
        /** It has the weight's name. */
        NAME,
        /** It has the weight's name behind another prefix, such as {@code bert.} */
        PREFIX,
        /** The weight equals another one of the graph, whose tensor is known. */
        TIED,
        /** It is the only tensor with the weight's values. */
        VALUE
    }

    Match asTied() {
        return new Match(initializer, tensor, way, transposed, cast, true, equal);
    }
}
