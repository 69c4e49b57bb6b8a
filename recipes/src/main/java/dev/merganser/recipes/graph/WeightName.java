package dev.merganser.recipes.graph;

/**
 * What a weight of a graph is called in checkpoints, and how it lies there.
 *
 * @param name in checkpoints
 * @param transposed whether checkpoints hold its matrix turned over: {@code [out, in]} for {@code
 *     [in, out]}
 */
public record WeightName(String name, boolean transposed) {}
