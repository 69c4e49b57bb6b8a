package dev.merganser.recipes.graph;

import dev.merganser.recipes.tensor.DType;

import java.util.List;

/** What a graph says of the type of a value. */
public sealed interface ValueType {

    /** A tensor of known rank. */
    record Ranked(DType dtype, List<Dim> dims) implements ValueType {
        public Ranked {
            dims = List.copyOf(dims);
        }
    }

    /** A tensor of which only the element type is known. */
    record Unranked(DType dtype) implements ValueType {}

    /** Nothing, as in the inputs and outputs of many subgraphs. */
    record Untyped() implements ValueType {}
}
