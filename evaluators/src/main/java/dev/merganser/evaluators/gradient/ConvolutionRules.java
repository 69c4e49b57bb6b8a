package dev.merganser.evaluators.gradient;

import static dev.merganser.evaluators.gradient.Sizes.transposed;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Node;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Gradients of convolutions with any number of spatial axes: the image's by a transposed
 * convolution, the weight's by matrix products or, of large windows and groups, by a convolution in
 * which batch and channels, and strides and dilations, have changed places.
 */
final class ConvolutionRules {

    static final Map<String, Rule> RULES =
            Map.of(
                    "Conv", ConvolutionRules::convolution,
                    "ConvTranspose", ConvolutionRules::transposedConvolution);

    /** Up to this many elements under a window, one product for each is faster. */
    private static final long MOST_PRODUCTS = 9;

    private ConvolutionRules() {}

    private static void convolution(Application at) {
        Window window = Window.of(at.node(), kernel(at));
        String gradient = at.gradient(0).orElseThrow();
        if (at.wanted(0)) {
            at.give(0, spread(at, gradient, at.input(1), window, groups(at), at.input(0)));
        }
        if (at.wanted(1)) {
            at.give(1, weight(at, at.input(0), gradient, window));
        }
        giveBias(at, gradient);
    }

    private static long[] kernel(Application at) {
        long[] dims = dims(at, 1);
        return Integers.attribute(at.node(), "kernel_shape")
                .orElse(LongStream.of(dims).skip(2).toArray());
    }

    private static long[] dims(Application at, int input) {
        return at.shape(at.input(input)).dims().stream().mapToLong(Long::longValue).toArray();
    }

    private static long groups(Application at) {
        return at.node().intAttribute("group", 1);
    }

    private static void giveBias(Application at, String gradient) {
        if (at.node().inputs().size() > 2 && at.wanted(2)) {
            int rank = at.shape(at.output(0)).rank();
            long[] others = LongStream.range(0, rank).filter(axis -> axis != 1).toArray();
            at.give(2, at.sum(gradient, false, others));
        }
    }

    /**
     * Spreads a gradient over the windows it came from.
     *
     * @param gradient {@code [batch, channels, ...]}
     * @param weight {@code [channels, image channels / groups, ...]}
     * @param image a forward value with the result's spatial sizes
     */
    static String spread(
            Application at,
            String gradient,
            String weight,
            Window window,
            long groups,
            String image) {
        Window own = window.isAutomatic() ? window.unpadded() : window;
        String whole =
                convolved(
                        at,
                        "ConvTranspose",
                        List.of(gradient, weight),
                        own.attributes(),
                        Attribute.ints("output_padding", own.each(i -> own.stride(i) - 1)),
                        Attribute.of("group", groups));
        return own.isStrided() ? cut(at, whole, gradient, window, image) : whole;
    }

    private static String convolved(
            Application at,
            String opType,
            List<String> inputs,
            List<Attribute> window,
            Attribute... others) {
        Attribute[] all =
                Stream.concat(window.stream(), Stream.of(others)).toArray(Attribute[]::new);
        return at.emit(opType, inputs, all);
    }

    /**
     * The part of a spread gradient that is the image's, of which windows may not reach the end.
     */
    private static String cut(
            Application at, String whole, String gradient, Window window, String image) {
        String sizes = Sizes.from(at, image, 2);
        String starts = at.longs(Integers.repeated(0, window.axes()));
        String ends = sizes;
        if (window.isAutomatic()) {
            starts = window.padding(at, image, gradient).before();
            ends = at.emit("Add", List.of(starts, sizes));
        }
        return at.emit("Slice", List.of(whole, starts, ends, at.longs(window.spatial())));
    }

    /**
     * The gradient of a weight.
     *
     * @param image what the window slides over
     * @param positions what has one element for each position of the window
     */
    private static String weight(Application at, String image, String positions, Window window) {
        if (groups(at) == 1 && window.elements() <= MOST_PRODUCTS) {
            return OffsetProducts.weight(at, image, positions, window);
        }
        if (window.isAutomatic()) {
            String whole = window.padded(at, image, positions);
            return plainWeight(at, whole, positions, window.unpadded());
        }
        return plainWeight(at, image, positions, window);
    }

    private static String plainWeight(
            Application at, String image, String positions, Window window) {
        long[] exchanged = exchanged(window.axes());
        String sums =
                convolved(
                        at,
                        "Conv",
                        List.of(
                                channelsFirst(at, image, window.axes()),
                                transposed(at, positions, exchanged)),
                        window.exchanged(),
                        Attribute.of("group", groups(at)));
        return transposed(at, shortened(at, sums, window), exchanged);
    }

    /** The order of axes in which the first two have changed places. */
    private static long[] exchanged(int spatial) {
        long[] order = Integers.range(0, 2L + spatial);
        order[0] = 1;
        order[1] = 0;
        return order;
    }

    /** {@code [channels / groups, groups * batch, ...]}. */
    private static String channelsFirst(Application at, String image, int spatial) {
        long groups = groups(at);
        if (groups == 1) {
            return transposed(at, image, exchanged(spatial));
        }
        String sizes = Sizes.part(at, at.emit("Shape", List.of(image)), 2, Sizes.END);
        String split = reshaped(at, image, at.longs(0, groups, -1), sizes);
        long[] order = Integers.range(0, 3L + spatial);
        order[0] = 2;
        order[2] = 0;
        return reshaped(at, transposed(at, split, order), at.longs(0, -1), sizes);
    }

    private static String reshaped(Application at, String value, String front, String sizes) {
        return at.emit("Reshape", List.of(value, Sizes.joined(at, front, sizes)));
    }

    /** Without offsets beyond the kernel, which are there where no window reached the end. */
    private static String shortened(Application at, String sums, Window window) {
        boolean mayBeLonger =
                LongStream.of(window.each(i -> window.stride(i) - 1 - window.dilation(i)))
                        .anyMatch(slack -> slack >= 0);
        return mayBeLonger
                ? at.emit(
                        "Slice",
                        List.of(
                                sums,
                                at.longs(Integers.repeated(0, window.axes())),
                                at.longs(window.kernel()),
                                at.longs(window.spatial())))
                : sums;
    }

    private static void transposedConvolution(Application at) {
        refuseAutomatic(at.node());
        Window window = Window.of(at.node(), kernel(at));
        String gradient = at.gradient(0).orElseThrow();
        if (at.wanted(0)) {
            at.give(0, gathered(at, gradient, window));
        }
        if (at.wanted(1)) {
            at.give(1, weight(at, gradient, at.input(0), window));
        }
        giveBias(at, gradient);
    }

    private static void refuseAutomatic(Node node) {
        String mode = node.stringAttribute("auto_pad", "NOTSET");
        if (mode.startsWith("SAME") || node.attribute("output_shape").isPresent()) {
            throw new NoRuleException(node, "with automatic pads or an output_shape");
        }
    }

    private static String gathered(Application at, String gradient, Window window) {
        String whole =
                convolved(
                        at,
                        "Conv",
                        List.of(gradient, at.input(1)),
                        window.attributes(),
                        Attribute.of("group", groups(at)));
        boolean mayBeLonger =
                Integers.attribute(at.node(), "output_padding").stream()
                        .flatMapToLong(LongStream::of)
                        .anyMatch(padding -> padding > 0);
        return mayBeLonger ? cut(at, whole, gradient, window, at.input(0)) : whole;
    }
}
