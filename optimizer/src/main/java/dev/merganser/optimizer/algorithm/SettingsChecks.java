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
}
