package dev.merganser.recipes.error;

import java.util.Locale;

/** Foreign text made fit for a one-line message: quoted, without control characters, not long. */
public final class Quoted {
    private static final int LONGEST = 120;

    private Quoted() {}

    /** The text in single quotes, otherwise as {@link #line}. */
    public static String text(String text) {
        return "'" + line(text) + "'";
    }

    /** The text with control characters as {@code \\uXXXX}, cut at 120 characters. */
    public static String line(String text) {
        String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < cut.length(); i++) {
            out.append(visible(cut.charAt(i)));
        }
        return out.toString();
    }

    private static String visible(char c) {
        boolean hidden = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
        return hidden || Character.isSurrogate(c)
                ? String.format(Locale.ROOT, "\\u%04x", (int) c)
                : String.valueOf(c);
    }
}
