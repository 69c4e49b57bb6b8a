package dev.merganser.evaluators;

/**
 * A loss with its gradient.
 *
 * @param gradient of the total by each coefficient
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record LossGradient(LossValue value, double[] gradient) {}
