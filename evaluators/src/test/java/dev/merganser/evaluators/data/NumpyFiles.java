package dev.merganser.evaluators.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes NumPy's files as numpy.save and numpy.savez_compressed do. */
public final class NumpyFiles {

    private NumpyFiles() {}

    /** A {@code .npy} file of float32. */
    public static byte[] floats(String shape, float... values) {
        byte[] data = new byte[values.length * Float.BYTES];
        ByteBuffer out = little(data);
        for (float value : values) {
            out.putFloat(value);
        }
        return array("<f4", false, shape, data);
    }

    /** A {@code .npy} file of int64. */
    public static byte[] longs(String shape, long... values) {
        byte[] data = new byte[values.length * Long.BYTES];
        ByteBuffer out = little(data);
        for (long value : values) {
            out.putLong(value);
        }
        return array("<i8", false, shape, data);
    }

    /** A {@code .npy} file of any type. */
    public static byte[] array(String type, boolean fortran, String shape, byte... data) {
        String dict =
                "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
                        .formatted(type, fortran ? "True" : "False", shape);
        String header = dict + " ".repeat(63 - (10 + dict.length()) % 64) + "\n";
        byte[] file = new byte[10 + header.length() + data.length];
        ByteBuffer out = little(file);
        out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        out.putShort((short) header.length()).put(header.getBytes(StandardCharsets.UTF_8));
        out.put(data);
        return file;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A {@code .npz} file of arrays by name. */
    public static Path zip(Path file, Map<String, byte[]> arrays) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var array : arrays.entrySet()) {
                zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
                zip.write(array.getValue());
            }
        }
        return Files.write(file, bytes.toByteArray());
    }
}
