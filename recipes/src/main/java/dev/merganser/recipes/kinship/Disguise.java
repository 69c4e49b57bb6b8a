package dev.merganser.recipes.kinship;

/**
 * Weights that differ from the base's although what the layers compute with them does not: units or
 * heads were permuted, or the weights are locked against merging (MergeLock, arXiv:2509.01548).
 *
 * @param pairing which weights
 * @param layers how many layers were looked at; all showed it
 * @param direct cosine of the weights with the base's, the largest of these layers
 * @param product cosine of their products with the base's, the smallest of these layers
 */
public record Disguise(Pairing pairing, int layers, double direct, double product) {}
