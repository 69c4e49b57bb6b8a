package dev.merganser.results.value;

/** A value computed from a sample of items, with its 95 % confidence interval. */
public record Estimate(double value, Interval interval) {}
