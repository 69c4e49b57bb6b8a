package dev.merganser.recipes.checkpoint;

/**
 * The key of a tensor whose values are those of one checkpoint as it was opened.
 *
 * @param origin stands for the checkpoint and holds nothing of it
 */
public record OriginKey(Object origin, String tensor) {}
