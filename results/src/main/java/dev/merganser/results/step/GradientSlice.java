package dev.merganser.results.step;

/**
 * Where the gradient of a step lies in its file, as {@code numpy.fromfile} takes it.
 *
 * @param offset of the first number, in bytes
 * @param count of numbers, 8 bytes each
 * @param crc CRC-32C of the bytes, 8 hexadecimal digits
 */
public record GradientSlice(long offset, int count, String crc) {

    public GradientSlice {
        if (offset < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "A slice needs offset and count >= 0, found " + offset + ", " + count);
        }
    }

    /** The offset behind the last number, in bytes. */
    public long end() {
        return offset + (long) count * Double.BYTES;
    }
}
