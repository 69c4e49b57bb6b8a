package dev.merganser.recipes.recipe;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Numbers and texts as YAML scalars that every reader of YAML 1.1 and 1.2 takes the same way. */
public final class YamlScalars {

    private static final Pattern PLAIN =
            Pattern.compile("(?:\\.{1,2}/|[A-Za-z_/])[A-Za-z0-9_./@+-]*");
    private static final Set<String> RESERVED =
            Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");
    private static final int MAX_PLAIN_EXPONENT = 15;
    private static final int MIN_PLAIN_EXPONENT = -7;

    private YamlScalars() {}

    /** The shortest decimal that reads back as this number; whole numbers without a point. */
    static String number(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        return exponent < MIN_PLAIN_EXPONENT || exponent >= MAX_PLAIN_EXPONENT
                ? scientific(shortest, exponent)
                : shortest.toPlainString();
    }

    /** With a point and a signed exponent, as YAML 1.1 wants it. */
    private static String scientific(BigDecimal value, int exponent) {
        BigDecimal mantissa = value.scaleByPowerOfTen(-exponent);
        String digits = mantissa.toPlainString();
        String point = digits.contains(".") ? "" : ".0";
        return String.format(Locale.ROOT, "%s%se%+03d", digits, point, exponent);
    }

    /** The text, in double quotes where it could be taken for something else. */
    public static String text(String value) {
        boolean plain =
                PLAIN.matcher(value).matches()
                        && !RESERVED.contains(value.toLowerCase(Locale.ROOT));
        return plain ? value : quoted(value);
    }

    private static String quoted(String value) {
        var out = new StringBuilder("\"");
        value.codePoints().forEach(c -> append(out, c));
        return out.append('"').toString();
    }

    private static void append(StringBuilder out, int c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append((char) c);
        } else if ((c >= ' ' && c <= '~') || Character.isLetterOrDigit(c)) {
            out.appendCodePoint(c);
        } else {
            out.append(c < 0x10000 ? "\\u%04X".formatted(c) : "\\U%08X".formatted(c));
        }
    }
}
