package dev.merganser.optimizer.command;

import java.util.Locale;

/** Values of metrics with as many digits as people read: about four. */
final class Digits {

    private static final double LARGE = 100;

    private Digits() {}

    static String of(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < LARGE ? "%.3f" : "%.1f", value);
    }
}
