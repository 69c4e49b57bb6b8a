package dev.merganser.examples.vision.data;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Grey images of 28 by 28 bytes, each with the number of its class. Immutable. */
public final class LabelledImages {

    /** Width and height of an image. */
    public static final int SIDE = 28;

    /** Bytes of an image. */
    public static final int PIXELS = SIDE * SIDE;

    private final byte[] pixels;
    private final int[] labels;

    private LabelledImages(byte[] pixels, int[] labels) {
        this.pixels = pixels;
        this.labels = labels;
    }

    /**
     * Copies the images.
     *
     * @param pixels {@code [count, 28, 28]}
     * @param labels {@code [count]}
     */
    public static LabelledImages of(byte[] pixels, int[] labels) {
        if (pixels.length != labels.length * PIXELS) {
            throw new IllegalArgumentException(
                    "%d labels need %d pixels, found %d"
                            .formatted(labels.length, labels.length * PIXELS, pixels.length));
        }
        return new LabelledImages(pixels.clone(), labels.clone());
    }

    /** All images of the parts, in order, with their labels. */
    public static LabelledImages concat(List<LabelledImages> parts) {
        int count = parts.stream().mapToInt(LabelledImages::count).sum();
        var pixels = ByteBuffer.allocate(count * PIXELS);
        var labels = IntBuffer.allocate(count);
        for (LabelledImages part : parts) {
            pixels.put(part.pixels);
            labels.put(part.labels);
        }
        return new LabelledImages(pixels.array(), labels.array());
    }

    public int count() {
        return labels.length;
    }

    public int label(int index) {
        return labels[index];
    }

    /** The unsigned pixel values of one image, row by row, divided by 255. */
    public void copyTo(int index, float[] out, int position) {
        for (int i = 0; i < PIXELS; i++) {
            out[position + i] = Byte.toUnsignedInt(pixels[index * PIXELS + i]) / 255f;
        }
    }

    /** The images at these places, in this order. */
    public LabelledImages select(int... indices) {
        var chosenPixels = ByteBuffer.allocate(indices.length * PIXELS);
        for (int index : indices) {
            chosenPixels.put(pixels, index * PIXELS, PIXELS);
        }
        return new LabelledImages(
                chosenPixels.array(), IntStream.of(indices).map(this::label).toArray());
    }

    /** The images from one place on. */
    public LabelledImages range(int from, int count) {
        return select(IntStream.range(from, from + count).toArray());
    }

    /**
     * The images with other pixels and the same labels.
     *
     * @param change from an image's place and a copy of its pixels to its new ones
     */
    public LabelledImages changed(IntFunction<UnaryOperator<byte[]>> change) {
        var changed = ByteBuffer.allocate(pixels.length);
        for (int i = 0; i < count(); i++) {
            int from = i * PIXELS;
            changed.put(change.apply(i).apply(Arrays.copyOfRange(pixels, from, from + PIXELS)));
        }
        return of(changed.array(), labels);
    }

    /** The images whose pixels are not in {@code seen} yet, which then holds them. */
    public LabelledImages unseen(Set<ByteBuffer> seen) {
        return select(IntStream.range(0, count()).filter(i -> seen.add(content(i))).toArray());
    }

    /** The pixels of every image, as values that compare by content. */
    public Set<ByteBuffer> contents() {
        return new HashSet<>(IntStream.range(0, count()).mapToObj(this::content).toList());
    }

    byte[] pixels() {
        return pixels.clone();
    }

    int[] labels() {
        return labels.clone();
    }

    private ByteBuffer content(int index) {
        return ByteBuffer.wrap(pixels, index * PIXELS, PIXELS).slice().asReadOnlyBuffer();
    }
}
