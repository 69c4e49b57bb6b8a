package dev.merganser.recipes.yaml;

import dev.merganser.recipes.error.WrongUseException;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90s}, {@code 45m}, {@code 8h}, {@code 1h30m}. */
public final class DurationText {

    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,5})m)?(?:(\\d{1,6})s)?");

    private DurationText() {}

    /**
     * Parses a duration.
     *
     * @param what names the setting in the complaint
     */
    public static Duration parse(String text, String what) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (text.isBlank() || !matcher.matches()) {
            throw new WrongUseException(
                    "%s must be a duration such as 90s, 45m, 8h or 1h30m, found '%s'."
                            .formatted(what, text));
        }
        Duration duration =
                Duration.ofHours(part(matcher, 1))
                        .plusMinutes(part(matcher, 2))
                        .plusSeconds(part(matcher, 3));
        if (duration.isZero()) {
            throw new WrongUseException(what + " must be longer than 0, found '" + text + "'.");
        }
        return duration;
    }

    /** A duration as people write it, in whole seconds. */
    public static String of(Duration duration) {
        String text =
                part(duration.toHours(), "h")
                        + part(duration.toMinutesPart(), "m")
                        + part(duration.toSecondsPart(), "s");
        return text.isEmpty() ? "0s" : text;
    }

    private static String part(long count, String unit) {
        return count == 0 ? "" : count + unit;
    }

    private static long part(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
