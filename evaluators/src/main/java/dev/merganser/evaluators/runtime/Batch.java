package dev.merganser.evaluators.runtime;

import ai.onnxruntime.OnnxTensor;

/**
 * Consecutive items of a task as one input tensor; read only, shared by all runners.
 *
 * @param first the first item
 * @param count how many
 */
public record Batch(int first, int count, OnnxTensor input) {}
