package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;

import java.util.List;

/** How genes say by what the layers of a path are scaled. */
public sealed interface ScaleEncoding {

    /** No layer is. */
    record None() implements ScaleEncoding {}

    /** A gene for each slot; pinned layers have no scale. */
    record Slot() implements ScaleEncoding {}

    /**
     * A gene for each pair of layers, the W of arXiv:2403.13187: where layer j follows layer i, it
     * is scaled by W[i][j]. The first layer of a path has no scale.
     */
    record Matrix() implements ScaleEncoding {}

    /**
     * A small network with one hidden layer of tanh units, whose weights are the genes: π(i, j, t)
     * of the layer before, the layer and its slot. The first layer of a path has no scale.
     *
     * @param hidden how many units, 1 to 64
     */
    record Network(int hidden) implements ScaleEncoding {
        public Network {
            if (!(hidden >= 1 && hidden <= MOST_HIDDEN)) {
                throw new WrongUseException(
                        "hidden must be 1 to %d, found %d".formatted(MOST_HIDDEN, hidden));
            }
        }
    }

    /** The words of a search file. */
    List<String> WORDS = List.of("none", "slot", "matrix", "network");

    /** How many hidden units there may be. */
    int MOST_HIDDEN = 64;

    /** How many there are where nobody says. */
    int DEFAULT_HIDDEN = 4;

    /** The word for it in search files. */
    default String key() {
        return switch (this) {
            case None() -> "none";
            case Slot() -> "slot";
            case Matrix() -> "matrix";
            case Network _ -> "network";
        };
    }
}
