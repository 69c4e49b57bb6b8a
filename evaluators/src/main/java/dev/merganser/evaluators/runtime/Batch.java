package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.session.Value;

/**
 * Consecutive items of a task as one input tensor; read only, shared by all runners.
 *
 * @param first the first item
 * @param count how many
 */
public record Batch(int first, int count, Value input) {}
