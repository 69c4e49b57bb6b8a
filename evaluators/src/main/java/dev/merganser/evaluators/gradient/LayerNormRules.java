package dev.merganser.evaluators.gradient;

import static java.util.Map.entry;

import dev.merganser.recipes.tensor.Shape;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Rules of normalizations of each item along its last axes, with and without the mean, also of sums
 * of several inputs as ONNX Runtime fuses them.
 */
final class LayerNormRules {

    private static final float EPSILON = 1e-5f;
    private static final float SKIP_EPSILON = 1e-12f;
    private static final long LAYER_NORMALIZATION = 17;
    private static final int SCALE = 2;
    private static final int NONE = -1;

    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("LayerNormalization", at -> layerNorm(at, true)),
                    entry("RMSNormalization", at -> layerNorm(at, false)),
                    entry("SimplifiedLayerNormalization", at -> layerNorm(at, false)),
                    entry("com.microsoft:SkipLayerNormalization", at -> skipNorm(at, true, 4)),
                    entry(
                            "com.microsoft:SkipSimplifiedLayerNormalization",
                            at -> skipNorm(at, false, 3)),
                    entry("LpNormalization", LayerNormRules::unitLength));

    private LayerNormRules() {}

    private static void layerNorm(Application at, boolean centred) {
        requireNone(at, 1, 2);
        int rank = at.shape(at.input(0)).rank();
        int first = (int) Axes.normal(at.node().intAttribute("axis", -1), rank);
        float epsilon = at.node().floatAttribute("epsilon", EPSILON);
        Normalized unit =
                isTold(at)
                        ? Normalized.told(at, Axes.from(first, rank))
                        : normalized(at, at.input(0), 1, epsilon, centred, first);
        giveScaleAndBias(at, unit, 1, 2);
        if (at.wanted(0)) {
            at.give(0, unit.gradient(at, ofUnit(at, 1)));
        }
    }

    /** Whether the node gives the mean and what it multiplied by. */
    private static boolean isTold(Application at) {
        return at.node().opType().equals("LayerNormalization")
                && at.node().outputs().size() > 2
                && at.node().outputs().stream().noneMatch(String::isEmpty);
    }

    private static Normalized normalized(
            Application at, String value, int scale, float epsilon, boolean centred, int first) {
        List<Long> dims = at.shape(at.output(0)).dims();
        Shape last = new Shape(dims.subList(first, dims.size()));
        boolean oneNode =
                centred
                        && at.opset() >= LAYER_NORMALIZATION
                        && last.equals(at.shape(at.input(scale)));
        return oneNode
                ? Normalized.ofLast(at, value, epsilon, last, dims.size())
                : Normalized.of(at, value, epsilon, centred, Axes.from(first, dims.size()));
    }

    /** These outputs are statistics, which none but trainers use. */
    private static void requireNone(Application at, int... outputs) {
        for (int output : outputs) {
            if (at.gradient(output).isPresent()) {
                throw new NoRuleException(at.node(), "for its output " + (output + 1));
            }
        }
    }

    private static String ofUnit(Application at, int scale) {
        return at.emit("Mul", List.of(at.gradient(0).orElseThrow(), at.input(scale)));
    }

    private static void giveScaleAndBias(Application at, Normalized unit, int scale, int bias) {
        Shape shape = at.shape(at.output(0));
        String gradient = at.gradient(0).orElseThrow();
        if (at.wanted(scale)) {
            String each = at.emit("Mul", List.of(gradient, unit.unit()));
            at.give(scale, at.unbroadcast(each, shape, scale));
        }
        if (bias != NONE && at.wanted(bias)) {
            at.give(bias, at.unbroadcast(gradient, shape, bias));
        }
    }

    /** Of the sum of the first two inputs and another, with a bias behind the scale if centred. */
    private static void skipNorm(Application at, boolean centred, int added) {
        requireNone(at, 1, 2);
        List<Integer> parts = Stream.of(0, 1, added).filter(i -> !at.input(i).isEmpty()).toList();
        if (at.gradient(0).isPresent()) {
            float epsilon = at.node().floatAttribute("epsilon", SKIP_EPSILON);
            int last = at.shape(at.output(0)).rank() - 1;
            Normalized unit = normalized(at, sum(at, parts), SCALE, epsilon, centred, last);
            giveScaleAndBias(at, unit, SCALE, centred ? SCALE + 1 : NONE);
            giveParts(at, parts, unit.gradient(at, ofUnit(at, SCALE)));
        }
        at.gradient(3).ifPresent(gradient -> giveParts(at, parts, gradient));
    }

    private static String sum(Application at, List<Integer> parts) {
        return parts.stream()
                .map(at::input)
                .reduce((a, b) -> at.emit("Add", List.of(a, b)))
                .orElseThrow();
    }

    private static void giveParts(Application at, List<Integer> parts, String gradient) {
        Shape shape = at.shape(at.output(0));
        for (int part : parts) {
            if (at.wanted(part)) {
                at.give(part, at.unbroadcast(gradient, shape, part));
            }
        }
    }

    /**
     * Of x / n with n the length: (g - y' sum(g y)) / n, with y' the direction of n's slope; 0 for
     * n = 0.
     */
    private static void unitLength(Application at) {
        int rank = at.shape(at.input(0)).rank();
        long axis = Axes.normal(at.node().intAttribute("axis", -1), rank);
        boolean squares = at.node().intAttribute("p", 2) == 2;
        String x = at.input(0);
        String length = at.reduce(squares ? "ReduceL2" : "ReduceL1", x, true, axis);
        String slope = squares ? at.output(0) : at.emit("Sign", List.of(x));
        String gradient = at.gradient(0).orElseThrow();
        String along = at.sum(at.emit("Mul", List.of(gradient, at.output(0))), true, axis);
        String lost = at.emit("Mul", List.of(slope, along));
        String difference = at.emit("Sub", List.of(gradient, lost));
        at.give(0, ElementwiseRules.quotientOrZero(at, difference, length));
    }
}
