package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.Shape;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Reads images and labels from IDX files of unsigned bytes, plain or gzipped: two zero bytes, the
 * type 8, the number of dimensions, the dimensions as big-endian 32-bit integers, the data. The
 * file must end with the data. Bytes become float32 / 255.
 *
 * <p>Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
 */
final class IdxReader {

    private static final int UNSIGNED_BYTE = 0x08;
    private static final int MAX_DIMS = 8;

    private IdxReader() {}

    private record Idx(Shape shape, ByteBuffer data) {
        long count() {
            return shape.dims().getFirst();
        }
    }

    static Items read(Path images, Path labels, AnswerKind kind) {
        Idx pixels = images(images);
        Idx classes = DataFile.read(labels, in -> idx(in, labels));
        requireLabels(classes, labels);
        if (pixels.count() != classes.count()) {
            throw new BadDataException(
                    "%s must hold one label for each image of %s: %d labels, but %d images."
                            .formatted(labels, images, classes.count(), pixels.count()));
        }
        return items(pixels, answers(unsigned(classes.data), kind, labels));
    }

    /** Images without labels. */
    static Items read(Path images) {
        return items(images(images), new Answers.None());
    }

    private static Idx images(Path file) {
        Idx pixels = DataFile.read(file, in -> idx(in, file));
        requireImages(pixels, file);
        return pixels;
    }

    private static Items items(Idx pixels, Answers answers) {
        return Items.of(
                itemShape(pixels), scaled(pixels.data), Math.toIntExact(pixels.count()), answers);
    }

    private static Answers answers(int[] labels, AnswerKind kind, Path file) {
        return switch (kind) {
            case NONE -> new Answers.None();
            case CLASS -> new Answers.Classes(labels);
            case NUMBER -> new Answers.Numbers(IntStream.of(labels).asDoubleStream().toArray());
            case VALUES ->
                    throw new WrongUseException(
                            file
                                    + ": targets of several values must come from JSON lines, NumPy or safetensors, found IDX.");
        };
    }

    private static void requireImages(Idx idx, Path file) {
        if (idx.shape.rank() < 2) {
            throw new BadDataException(
                    "%s: images need at least 2 dimensions, found %d. Maybe it holds labels."
                            .formatted(file, idx.shape.rank()));
        }
    }

    private static void requireLabels(Idx idx, Path file) {
        if (idx.shape.rank() != 1) {
            throw new BadDataException(
                    "%s: labels need 1 dimension, found %d. Maybe it holds images."
                            .formatted(file, idx.shape.rank()));
        }
    }

    private static Idx idx(InputStream in, Path file) throws IOException {
        long[] dims = dims(in, file);
        int bytes = dataBytes(dims, file);
        byte[] data = in.readNBytes(bytes);
        if (data.length < bytes) {
            throw new BadDataException(
                    "%s: its header promises %d bytes of data, but it has %d. Maybe the download was cut short."
                            .formatted(file, bytes, data.length));
        }
        if (in.read() != -1) {
            throw new BadDataException(
                    "%s: must end after the %d bytes of data that its header promises, but goes on."
                            .formatted(file, bytes));
        }
        return new Idx(Shape.of(dims), ByteBuffer.wrap(data));
    }

    private static long[] dims(InputStream in, Path file) throws IOException {
        byte[] magic = in.readNBytes(4);
        if (magic.length < 4 || magic[0] != 0 || magic[1] != 0) {
            throw new BadDataException(
                    file + ": must be an IDX file, which begins with two zero bytes.");
        }
        if (magic[2] != UNSIGNED_BYTE) {
            throw new BadDataException(
                    "%s: IDX data must be unsigned bytes (type 8), found type %d."
                            .formatted(file, magic[2]));
        }
        int rank = magic[3];
        if (rank < 1 || rank > MAX_DIMS) {
            throw new BadDataException(
                    "%s: must have 1 to %d dimensions, found %d.".formatted(file, MAX_DIMS, rank));
        }
        byte[] header = in.readNBytes(rank * Integer.BYTES);
        if (header.length < rank * Integer.BYTES) {
            throw new BadDataException(file + ": ends inside its header.");
        }
        ByteBuffer sizes = ByteBuffer.wrap(header);
        return LongStream.generate(sizes::getInt).limit(rank).toArray();
    }

    private static int dataBytes(long[] dims, Path file) {
        long bytes = 1;
        for (long dim : dims) {
            // at most 2^31 * 2^31: no overflow before the check
            bytes *= dim;
            if (dim < 1 || bytes > Integer.MAX_VALUE - 8) {
                throw new BadDataException(
                        "%s: dimensions must be positive and hold less than 2 GB together, found %s."
                                .formatted(file, LongStream.of(dims).boxed().toList()));
            }
        }
        return (int) bytes;
    }

    private static Shape itemShape(Idx idx) {
        return new Shape(idx.shape.dims().subList(1, idx.shape.rank()));
    }

    private static float[] scaled(ByteBuffer pixels) {
        float[] values = new float[pixels.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Byte.toUnsignedInt(pixels.get(i)) / 255f;
        }
        return values;
    }

    private static int[] unsigned(ByteBuffer labels) {
        return IntStream.range(0, labels.remaining())
                .map(i -> Byte.toUnsignedInt(labels.get(i)))
                .toArray();
    }
}
