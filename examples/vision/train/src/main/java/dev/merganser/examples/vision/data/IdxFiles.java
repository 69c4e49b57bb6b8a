package dev.merganser.examples.vision.data;

import static dev.merganser.examples.vision.data.LabelledImages.PIXELS;
import static dev.merganser.examples.vision.data.LabelledImages.SIDE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Images and labels in the IDX format of MNIST: big-endian, a magic number that says the rank, the
 * dimensions, then unsigned bytes. Names that end in {@code .gz} are compressed.
 */
public final class IdxFiles {

    private static final int IMAGES_MAGIC = 0x803;
    private static final int LABELS_MAGIC = 0x801;

    private IdxFiles() {}

    /** Reads two files that belong together. */
    public static LabelledImages read(Path images, Path labels) throws IOException {
        ByteBuffer pixelBytes = open(images, IMAGES_MAGIC);
        int count = pixelBytes.getInt();
        int height = pixelBytes.getInt();
        int width = pixelBytes.getInt();
        if (height != SIDE || width != SIDE) {
            throw new IOException(
                    "Images must be 28 x 28, found %d x %d in %s".formatted(height, width, images));
        }
        ByteBuffer labelBytes = open(labels, LABELS_MAGIC);
        if (labelBytes.getInt() != count) {
            throw new IOException("As many labels as images are needed in " + labels);
        }
        return LabelledImages.of(rest(pixelBytes), unsigned(rest(labelBytes)));
    }

    /** Writes {@code PREFIX-images.idx3-ubyte.gz} and {@code PREFIX-labels.idx1-ubyte.gz}. */
    public static void write(LabelledImages images, Path folder, String prefix) throws IOException {
        Files.createDirectories(folder);
        ByteBuffer pixels = ByteBuffer.allocate(16 + images.count() * PIXELS);
        pixels.putInt(IMAGES_MAGIC).putInt(images.count()).putInt(SIDE).putInt(SIDE);
        compress(
                pixels.put(images.pixels()).array(),
                folder.resolve(prefix + "-images.idx3-ubyte.gz"));
        ByteBuffer labels = ByteBuffer.allocate(8 + images.count());
        labels.putInt(LABELS_MAGIC).putInt(images.count());
        for (int label : images.labels()) {
            labels.put((byte) label);
        }
        compress(labels.array(), folder.resolve(prefix + "-labels.idx1-ubyte.gz"));
    }

    private static ByteBuffer open(Path path, int magic) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(path));
        int found = bytes.getInt();
        if (found != magic) {
            throw new IOException(
                    "An IDX file must begin with %#x, found %#x in %s"
                            .formatted(magic, found, path));
        }
        return bytes;
    }

    private static byte[] bytes(Path path) throws IOException {
        if (!path.toString().endsWith(".gz")) {
            return Files.readAllBytes(path);
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(path))) {
            return in.readAllBytes();
        }
    }

    private static int[] unsigned(byte[] bytes) {
        return IntStream.range(0, bytes.length).map(i -> Byte.toUnsignedInt(bytes[i])).toArray();
    }

    private static byte[] rest(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Java writes no time into a gzip header, so equal data gives equal files. */
    private static void compress(byte[] data, Path path) throws IOException {
        var out = new ByteArrayOutputStream();
        try (OutputStream gzip = new BestGzip(out)) {
            gzip.write(data);
        }
        Files.write(path, out.toByteArray());
    }

    private static final class BestGzip extends GZIPOutputStream {
        BestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
