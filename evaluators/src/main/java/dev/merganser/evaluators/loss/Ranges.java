package dev.merganser.evaluators.loss;

/** Checks of numbers in settings; what is not finite is in no range. */
final class Ranges {

    private Ranges() {}

    static void require(boolean holds, String name, String range, double value) {
        if (!holds || !Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "%s must be %s, found %s".formatted(name, range, value));
        }
    }
}
