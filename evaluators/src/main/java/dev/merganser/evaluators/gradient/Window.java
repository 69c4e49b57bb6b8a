package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Node;

import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The window that slides over the spatial axes of an image {@code [batch, channels, ...]}. It has
 * one number for each of these axes: its size, its stride, its dilation, and the zeros before and
 * after the image.
 */
final class Window {

    /** Where zeros come from. */
    private enum Zeros {
        /** They are numbers. */
        KNOWN,
        /** They follow from sizes at run time; an odd one comes after the image. */
        UPPER,
        /** They follow from sizes at run time; an odd one comes before the image. */
        LOWER
    }

    /** Zeros before and after each spatial axis, as vectors in the gradient graph. */
    record Padding(String before, String after) {}

    private final long[] kernel;
    private final long[] strides;
    private final long[] dilations;
    private final long[] before;
    private final long[] after;
    private final Zeros zeros;

    private Window(
            long[] kernel,
            long[] strides,
            long[] dilations,
            long[] before,
            long[] after,
            Zeros zeros) {
        this.kernel = kernel;
        this.strides = strides;
        this.dilations = dilations;
        this.before = before;
        this.after = after;
        this.zeros = zeros;
    }

    /** The window of a convolution or of pooling. */
    static Window of(Node node, long[] kernel) {
        int axes = kernel.length;
        long[] pads = numbers(node, "pads", 0, 2 * axes);
        Zeros zeros =
                switch (node.stringAttribute("auto_pad", "NOTSET")) {
                    case "SAME_UPPER" -> Zeros.UPPER;
                    case "SAME_LOWER" -> Zeros.LOWER;
                    default -> Zeros.KNOWN;
                };
        return new Window(
                        kernel,
                        numbers(node, "strides", 1, axes),
                        numbers(node, "dilations", 1, axes),
                        LongStream.of(pads).limit(axes).toArray(),
                        LongStream.of(pads).skip(axes).toArray(),
                        zeros)
                .settled();
    }

    private static long[] numbers(Node node, String name, long otherwise, int count) {
        return Integers.attribute(node, name).orElse(Integers.repeated(otherwise, count));
    }

    /** With zeros as numbers where they do not depend on sizes. */
    private Window settled() {
        if (!isAutomatic() || isStrided()) {
            return this;
        }
        long[] half = each(i -> (extent(i) - 1) / 2);
        long[] rest = each(i -> extent(i) - 1 - half[i]);
        return zeros == Zeros.LOWER ? withZeros(rest, half) : withZeros(half, rest);
    }

    private Window withZeros(long[] newBefore, long[] newAfter) {
        return new Window(kernel, strides, dilations, newBefore, newAfter, Zeros.KNOWN);
    }

    /** The same window on an image that already has its zeros. */
    Window unpadded() {
        long[] none = Integers.repeated(0, axes());
        return withZeros(none, none);
    }

    /** The same window with more zeros at the end, enough for a last window cut off. */
    Window withRoomForLast() {
        return withZeros(before, each(i -> after[i] + strides[i] - 1));
    }

    /** Number of spatial axes. */
    int axes() {
        return kernel.length;
    }

    /** The spatial axes of an image. */
    long[] spatial() {
        return Integers.range(2, 2L + axes());
    }

    /** A number for each spatial axis. */
    long[] each(IntToLongFunction number) {
        return IntStream.range(0, axes()).mapToLong(number).toArray();
    }

    /** Sizes of the window. */
    long[] kernel() {
        return kernel.clone();
    }

    /** Number of elements under the window. */
    long elements() {
        return LongStream.of(kernel).reduce(1, Math::multiplyExact);
    }

    long kernel(int axis) {
        return kernel[axis];
    }

    long stride(int axis) {
        return strides[axis];
    }

    long dilation(int axis) {
        return dilations[axis];
    }

    /** What the window covers along an axis. */
    long extent(int axis) {
        return dilations[axis] * (kernel[axis] - 1) + 1;
    }

    boolean isStrided() {
        return LongStream.of(strides).anyMatch(stride -> stride > 1);
    }

    /** Whether zeros follow from sizes at run time. */
    boolean isAutomatic() {
        return zeros != Zeros.KNOWN;
    }

    boolean isPadded() {
        return isAutomatic()
                || LongStream.concat(LongStream.of(before), LongStream.of(after))
                        .anyMatch(zero -> zero != 0);
    }

    /** As attributes of a convolution. */
    List<Attribute> attributes() {
        return List.of(
                Attribute.ints("strides", strides), Attribute.ints("dilations", dilations), pads());
    }

    /** As attributes of a convolution in which strides and dilations have changed places. */
    List<Attribute> exchanged() {
        return List.of(
                Attribute.ints("strides", dilations), Attribute.ints("dilations", strides), pads());
    }

    private Attribute pads() {
        return switch (zeros) {
            case UPPER -> Attribute.of("auto_pad", "SAME_UPPER");
            case LOWER -> Attribute.of("auto_pad", "SAME_LOWER");
            case KNOWN ->
                    Attribute.ints(
                            "pads",
                            LongStream.concat(LongStream.of(before), LongStream.of(after))
                                    .toArray());
        };
    }

    /** The image with its zeros. */
    String padded(Application at, String image, String positions) {
        return isPadded() ? at.emit("Pad", List.of(image, allPads(at, image, positions))) : image;
    }

    private String allPads(Application at, String image, String positions) {
        String none = at.longs(0, 0);
        Padding zeros =
                isAutomatic()
                        ? padding(at, image, positions)
                        : new Padding(at.longs(before), at.longs(after));
        return Sizes.joined(at, none, zeros.before(), none, zeros.after());
    }

    /**
     * Automatic zeros at run time: as many as the last window reaches beyond the image.
     *
     * @param positions what has one element for each position of the window
     */
    Padding padding(Application at, String image, String positions) {
        String sizes = Sizes.part(at, at.emit("Shape", List.of(positions)), 2, Sizes.END);
        String starts = at.emit("Mul", List.of(sizes, at.longs(strides)));
        String overlap = at.longs(each(i -> extent(i) - strides[i]));
        String reached = at.emit("Add", List.of(starts, overlap));
        String total = positive(at, at.emit("Sub", List.of(reached, Sizes.from(at, image, 2))));
        String half = at.emit("Div", List.of(total, at.longs(2)));
        String rest = at.emit("Sub", List.of(total, half));
        return zeros == Zeros.LOWER ? new Padding(rest, half) : new Padding(half, rest);
    }

    private String positive(Application at, String numbers) {
        String none = at.longs(Integers.repeated(0, axes()));
        return at.emit("Where", List.of(at.emit("Less", List.of(numbers, none)), none, numbers));
    }
}
