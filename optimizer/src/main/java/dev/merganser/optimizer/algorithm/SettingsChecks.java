package dev.merganser.optimizer.algorithm;

import java.util.List;

/** What settings of an algorithm must keep. */
final class SettingsChecks {

    private SettingsChecks() {}

    static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, found " + value);
        }
    }

    static void genes(String name, List<Double> point, int genes) {
        if (point.size() != genes) {
            throw new IllegalArgumentException(
                    "A " + name + " must have " + genes + " genes, found " + point.size());
        }
        for (double gene : point) {
            if (!(gene >= 0 && gene <= 1)) {
                throw new IllegalArgumentException(
                        "A gene of a " + name + " must be in [0, 1], found " + gene);
            }
        }
    }

    static void scaling(
            int objectives, List<Double> weights, List<Double> ranges, double stepSize) {
        if (weights.size() != objectives || ranges.size() != objectives) {
            throw new IllegalArgumentException(
                    "weights and ranges must have one value an objective ("
                            + objectives
                            + "), found "
                            + weights.size()
                            + " and "
                            + ranges.size());
        }
        if (!weights.stream().allMatch(w -> w >= 0 && w <= Double.MAX_VALUE)
                || !weights.stream().anyMatch(w -> w > 0)) {
            throw new IllegalArgumentException(
                    "weights must be finite and at least 0, and one above 0, found " + weights);
        }
        if (!ranges.stream().allMatch(r -> r > 0 && r <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "ranges must be finite and above 0, found " + ranges);
        }
        if (!(stepSize > 0 && stepSize <= 1)) {
            throw new IllegalArgumentException("stepSize must be in (0, 1], found " + stepSize);
        }
    }
}
