package dev.merganser.results.file;

import java.util.HexFormat;
import java.util.zip.CRC32C;

/** CRC-32C (Castagnoli) as 8 lower-case hexadecimal digits. */
public final class Crc32c {

    private Crc32c() {}

    public static String of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    public static String of(byte[] bytes, int start, int length) {
        var crc = new CRC32C();
        crc.update(bytes, start, length);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
