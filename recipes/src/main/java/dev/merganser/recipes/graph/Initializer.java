package dev.merganser.recipes.graph;

import dev.merganser.recipes.tensor.Tensor;

/** A constant value of a graph, named as its tensor. */
public record Initializer(Tensor tensor) {

    /** Name of the value. */
    public String name() {
        return tensor.name();
    }
}
