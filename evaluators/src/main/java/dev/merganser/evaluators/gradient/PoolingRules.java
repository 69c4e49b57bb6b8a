package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Gradients of pooling. An average hands its gradient to all elements of its window, a maximum to
 * the first element that has it.
 */
final class PoolingRules {

    static final Map<String, Rule> RULES =
            Map.of(
                    "AveragePool", PoolingRules::average,
                    "GlobalAveragePool", PoolingRules::globalAverage,
                    "GlobalMaxPool", PoolingRules::globalMaximum,
                    "MaxPool", PoolingRules::maximum);

    private static final long SCATTER_ADDS = 16;

    private PoolingRules() {}

    private static Window window(Application at) {
        return Window.of(at.node(), Integers.attribute(at.node(), "kernel_shape").orElseThrow());
    }

    private static void average(Application at) {
        Window window = window(at);
        boolean cutOff = at.node().intAttribute("ceil_mode", 0) != 0;
        boolean countsPads = at.node().intAttribute("count_include_pad", 0) != 0;
        boolean alike = !cutOff && (countsPads || !window.isPadded());
        String gradient = at.gradient(0).orElseThrow();
        String share =
                alike ? gradient : at.emit("Mul", List.of(gradient, weights(at, window, cutOff)));
        String single = singleChannel(at, share);
        String weight = weight(at, window, alike ? 1f / window.elements() : 1);
        String whole = ConvolutionRules.spread(at, single, weight, window, 1, at.input(0));
        at.give(0, Sizes.reshapedLike(at, whole, at.input(0)));
    }

    /** {@code [batch * channels, 1, ...]}. */
    private static String singleChannel(Application at, String value) {
        String sizes = Sizes.from(at, at.output(0), 2);
        return at.emit("Reshape", List.of(value, Sizes.joined(at, at.longs(-1, 1), sizes)));
    }

    private static String weight(Application at, Window window, float value) {
        long[] dims =
                LongStream.concat(LongStream.of(1, 1), LongStream.of(window.kernel())).toArray();
        return at.constant(Constants.filled(Shape.of(dims), value));
    }

    /**
     * What one element of each window counts, {@code [1, 1, ...]}: the average of ones by the
     * operator itself, divided by the number of elements that are not pads.
     */
    private static String weights(Application at, Window window, boolean cutOff) {
        String sizes = Sizes.joined(at, at.longs(1, 1), Sizes.from(at, at.input(0), 2));
        String ones =
                at.emit(
                        "ConstantOfShape",
                        List.of(sizes),
                        Attribute.of("value", Constants.floats(Shape.of(1), 1)));
        String averages = at.emit("AveragePool", List.of(ones), attributes(at.node()));
        return at.emit("Div", List.of(averages, counts(at, ones, window, cutOff)));
    }

    private static Attribute[] attributes(Node node) {
        return node.attributes().toArray(Attribute[]::new);
    }

    private static String counts(Application at, String ones, Window window, boolean cutOff) {
        Window own = cutOff ? window.withRoomForLast() : window;
        String counts =
                at.emit(
                        "Conv",
                        List.of(ones, weight(at, window, 1)),
                        own.attributes().toArray(Attribute[]::new));
        return cutOff ? asLongAsOutput(at, counts, window) : counts;
    }

    private static String asLongAsOutput(Application at, String value, Window window) {
        return at.emit(
                "Slice",
                List.of(
                        value,
                        at.longs(Integers.repeated(0, window.axes())),
                        Sizes.from(at, at.output(0), 2),
                        at.longs(window.spatial())));
    }

    private static void globalAverage(Application at) {
        String count = Sizes.product(at, Sizes.from(at, at.input(0), 2));
        String divisor = at.emit("Cast", List.of(count), Attribute.of("to", 1));
        at.giveNarrow(0, at.emit("Div", List.of(at.gradient(0).orElseThrow(), divisor)));
    }

    private static void globalMaximum(Application at) {
        String flat = Sizes.reshaped(at, at.input(0), 0, 0, -1);
        String place =
                at.emit(
                        "ArgMax",
                        List.of(flat),
                        Attribute.of("axis", 2),
                        Attribute.of("keepdims", 0));
        String count = Sizes.product(at, Sizes.from(at, at.input(0), 2));
        String mask =
                at.emit(
                        "OneHot",
                        List.of(place, count, at.constant(Constants.zeroAndOne())),
                        Attribute.of("axis", -1));
        String gradient = Sizes.reshaped(at, at.gradient(0).orElseThrow(), 0, 0, 1);
        String whole = at.emit("Mul", List.of(mask, gradient));
        at.give(0, Sizes.reshapedLike(at, whole, at.input(0)));
    }

    private static void maximum(Application at) {
        if (at.node().intAttribute("storage_order", 0) != 0) {
            throw new NoRuleException(at.node(), "with indices in column-major order");
        }
        Window window = window(at);
        String places = places(at);
        String gradient = at.gradient(0).orElseThrow();
        long[] apart = apart(window);
        boolean overlap = LongStream.of(apart).anyMatch(steps -> steps > 1);
        String whole =
                overlap && at.opset() < SCATTER_ADDS
                        ? bySteps(at, places, gradient, window, apart)
                        : scattered(at, places, gradient, overlap);
        at.give(0, Sizes.reshapedLike(at, whole, at.input(0)));
    }

    /** Positions of the maxima in the flattened input. */
    private static String places(Application at) {
        Node node = at.node();
        return node.outputs().size() > 1 && !node.outputs().get(1).isEmpty()
                ? at.output(1)
                : at.emitAll("MaxPool", List.of(at.input(0)), 2, attributes(node)).get(1);
    }

    /** How many windows further, along each axis, a window has no element in common. */
    private static long[] apart(Window window) {
        return window.each(i -> Math.ceilDiv(window.extent(i), window.stride(i)));
    }

    private static String scattered(Application at, String places, String gradient, boolean adds) {
        String zeros = Sizes.zeros(at, Sizes.product(at, at.shapeOf(at.input(0))));
        Attribute[] attributes =
                adds ? new Attribute[] {Attribute.of("reduction", "add")} : new Attribute[0];
        return at.emit(
                "ScatterElements",
                List.of(zeros, Sizes.reshaped(at, places, -1), Sizes.reshaped(at, gradient, -1)),
                attributes);
    }

    /** A sum over sets of windows that have no element in common. */
    private static String bySteps(
            Application at, String places, String gradient, Window window, long[] apart) {
        long sets = LongStream.of(apart).reduce(1, Math::multiplyExact);
        return LongStream.range(0, sets)
                .mapToObj(set -> offsets(set, apart))
                .map(
                        offsets ->
                                scattered(
                                        at,
                                        stepped(at, places, window, offsets, apart),
                                        stepped(at, gradient, window, offsets, apart),
                                        false))
                .reduce((sum, next) -> at.emit("Add", List.of(sum, next)))
                .orElseThrow();
    }

    /** The numbers below {@code counts} along each axis that a set's number stands for. */
    private static long[] offsets(long set, long[] counts) {
        long[] offsets = new long[counts.length];
        long rest = set;
        for (int i = 0; i < counts.length; i++) {
            offsets[i] = rest % counts[i];
            rest /= counts[i];
        }
        return offsets;
    }

    private static String stepped(
            Application at, String value, Window window, long[] starts, long[] steps) {
        return at.emit(
                "Slice",
                List.of(
                        value,
                        at.longs(starts),
                        at.longs(Integers.repeated(Sizes.END, window.axes())),
                        at.longs(window.spatial()),
                        at.longs(steps)));
    }
}
