package dev.merganser.results.report;

import java.util.Locale;

/** Numbers for people: three decimals, fewer for large values. */
final class Numbers {

    private Numbers() {}

    static String text(double value) {
        double size = Math.abs(value);
        String format = size < 100 ? "%.3f" : size < 10_000 ? "%.1f" : "%.4g";
        return String.format(Locale.ROOT, format, value);
    }
}
