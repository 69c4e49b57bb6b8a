package dev.merganser.recipes.error;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Foreign text made fit for a one-line message: quoted, without control characters, not long. */
public final class Quoted {
    private static final int LONGEST = 120;

    /** Where a value began, by its place in a source; settings of the parser. */
    private static final Pattern ADVICE =
            Pattern.compile("(?s) \\(start marker at .*|: enable `.*|, from `[^`]*`");

    private Quoted() {}

    /** The text in single quotes, otherwise as {@link #line}. */
    public static String text(String text) {
        return "'" + line(text) + "'";
    }

    /** The text with control characters as {@code \\uXXXX}, cut at 120 characters. */
    public static String line(String text) {
        String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        return escaped(cut, c -> isControl(c) || Character.isSurrogate((char) c));
    }

    /**
     * What a parser of JSON complains of, without what it tells programmers.
     *
     * @param message the parser's; null for none
     */
    public static String json(@Nullable String message) {
        return message == null ? "unreadable" : line(ADVICE.matcher(message).replaceAll(""));
    }

    /** All of a message, with control characters as {@code \\uXXXX}: foreign text may hold some. */
    static String message(@Nullable String message) {
        return escaped(String.valueOf(message), Quoted::isControl);
    }

    /** What could end a line or steer a terminal. */
    private static boolean isControl(int c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    private static String escaped(String text, IntPredicate hidden) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (hidden.test(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
