package dev.merganser.evaluators.runtime;

import dev.merganser.recipes.tensor.Shape;

import java.lang.foreign.MemorySegment;

/**
 * What a graph gave for a batch.
 *
 * @param floats float32 in native order; valid until the runner runs again
 * @param shape the first dimension counts the batch's rows
 */
public record Output(MemorySegment floats, Shape shape) {}
