package dev.merganser.examples.vision.training;

/** How well a model does: the share of right answers, and the mean negative log-likelihood. */
public record Measured(double accuracy, double nll) {}
