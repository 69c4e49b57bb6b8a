package dev.merganser.evaluators.metric;

/**
 * How likely a causal model finds each text of a task.
 *
 * @param logLikelihood one per item: natural logarithm, summed over the predicted tokens
 * @param tokens how many were predicted, one number per item
 * @param bytes UTF-8 length of each item's text
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record TokenLikelihoods(double[] logLikelihood, int[] tokens, int[] bytes) {}
