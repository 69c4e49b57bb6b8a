package dev.merganser.results.score;

/**
 * Where the per-item scores of one evaluation lie in their file, as {@code numpy.fromfile} takes
 * it.
 *
 * @param offset of the first score, in bytes
 * @param count of scores, 4 bytes each
 * @param crc CRC-32C of the bytes, 8 hexadecimal digits
 */
public record ScoreSlice(long offset, int count, String crc) {

    public ScoreSlice {
        if (offset < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "A slice needs offset and count >= 0, found " + offset + ", " + count);
        }
    }

    /** The offset behind the last score, in bytes. */
    public long end() {
        return offset + (long) count * Float.BYTES;
    }
}
