package dev.merganser.evaluators.metric;

/**
 * Log-likelihoods of the choices of a multiple-choice task.
 *
 * @param logLikelihood {@code [items][choices]}, natural logarithm, summed over the choice's tokens
 * @param bytes {@code [items][choices]}, UTF-8 length of each choice, at least 1
 * @param answer which choice is right, one per item
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record ChoiceLikelihoods(double[][] logLikelihood, int[][] bytes, int[] answer) {}
