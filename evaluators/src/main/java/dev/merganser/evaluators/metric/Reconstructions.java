package dev.merganser.evaluators.metric;

/**
 * Errors of reconstructed items.
 *
 * @param squaredError one per item: the mean of (output − target)² over its values
 * @param peak the largest value that a target can have, as in PSNR
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record Reconstructions(double[] squaredError, double peak) {}
