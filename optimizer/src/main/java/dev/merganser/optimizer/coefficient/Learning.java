package dev.merganser.optimizer.coefficient;

/** What an algorithm that learns coefficients has to know, besides what all have to. */
public record Learning(CoefficientSettings settings, Losses losses) {}
