package dev.merganser.recipes.file;

import java.util.Locale;

/** Numbers of bytes for people, in units of thousands as makers of disks count them. */
public final class ByteCount {

    private static final String UNITS = "KMGT";

    private ByteCount() {}

    /** With three digits: {@code 12 bytes}, {@code 650 MB}, {@code 1.23 GB}. */
    public static String text(long bytes) {
        double value = bytes;
        int unit = -1;
        while (value >= 999.5 && unit < UNITS.length() - 1) {
            value /= 1000;
            unit++;
        }
        if (unit < 0) {
            return bytes + " bytes";
        }
        int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f %sB", value, UNITS.charAt(unit));
    }
}
