package dev.merganser.optimizer.command;

import java.util.Locale;

/**
 * Seconds in the words of people: {@code 0.4 s}, {@code 18 s}, {@code 3 min 20 s}, {@code 7 h 5
 * min}.
 */
final class DurationWords {

    private DurationWords() {}

    static String of(double seconds) {
        if (seconds < 9.95) {
            return String.format(
                    Locale.ROOT, seconds == Math.rint(seconds) ? "%.0f s" : "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return String.format(Locale.ROOT, "%d min %d s", whole / 60, whole % 60);
        }
        return String.format(Locale.ROOT, "%d h %d min", whole / 3600, whole / 60 % 60);
    }
}
