package dev.merganser.optimizer.command;

import dev.merganser.recipes.error.WrongUseException;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes of files as makers of disks and hubs count them: {@code 5GB} is 5,000,000,000 bytes; {@code
 * 1.5GB}, {@code 800M} and plain bytes are read too. {@code 5B} is five billion, as in mergekit.
 */
final class DecimalBytes {

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*(?:([KMGT])B?|(B))?");
    private static final String UNITS = "KMGT";

    private DecimalBytes() {}

    /** The number of bytes, at least 1. */
    static long parse(String text, String what) {
        Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (matcher.matches()) {
            BigDecimal bytes = new BigDecimal(matcher.group(1)).movePointRight(zeros(matcher));
            if (bytes.compareTo(BigDecimal.ONE) >= 0
                    && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
                return bytes.longValue();
            }
        }
        throw new WrongUseException(
                "%s must be a size of at least one byte, such as 5GB, 800MB or 5000000000; found '%s'."
                        .formatted(what, text));
    }

    private static int zeros(Matcher matcher) {
        if (matcher.group(3) != null) {
            return 9;
        }
        return matcher.group(2) == null ? 0 : 3 * (UNITS.indexOf(matcher.group(2)) + 1);
    }
}
