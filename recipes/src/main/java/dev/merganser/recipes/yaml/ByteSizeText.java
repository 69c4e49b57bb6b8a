package dev.merganser.recipes.yaml;

import dev.merganser.recipes.error.WrongUseException;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 512MB}, {@code 8GB}; 1 MB is 2^20 bytes. */
public final class ByteSizeText {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*(KB|MB|GB|TB)");
    private static final String UNITS = "KMGT";

    private ByteSizeText() {}

    /**
     * Parses a size in bytes.
     *
     * @param what names the setting in the complaint
     */
    public static long parse(String text, String what) {
        Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new WrongUseException(
                    "%s must be a size such as 512MB or 8GB, found '%s'.".formatted(what, text));
        }
        int power = UNITS.indexOf(matcher.group(2).charAt(0)) + 1;
        return Long.parseLong(matcher.group(1)) << (10 * power);
    }
}
