package dev.merganser.evaluators.gradient;

import static java.util.Map.entry;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Rules of reductions; axes as attribute or input, kept or not. */
final class ReductionRules {

    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("ReduceSum", at -> repeat(at, gradient(at))),
                    entry("ReduceMean", ReductionRules::mean),
                    entry("ReduceMax", ReductionRules::extreme),
                    entry("ReduceMin", ReductionRules::extreme),
                    entry("ReduceSumSquare", at -> mul(at, at.scale(gradient(at), 2), at.input(0))),
                    entry("ReduceL1", at -> mul(at, gradient(at), sign(at))),
                    entry("ReduceL2", ReductionRules::length),
                    entry("ReduceLogSum", ReductionRules::logSum),
                    entry("ReduceLogSumExp", ReductionRules::logSumExp));

    private ReductionRules() {}

    /** The gradient with all axes. */
    private static String gradient(Application at) {
        return withAxes(at, at.gradient(0).orElseThrow());
    }

    /** The output with all axes. */
    private static String output(Application at) {
        return withAxes(at, at.output(0));
    }

    private static String withAxes(Application at, String value) {
        boolean kept = at.node().intAttribute("keepdims", 1) == 1;
        return kept ? value : at.unsqueeze(value, Axes.reduced(at));
    }

    private static void mul(Application at, String narrow, String value) {
        at.give(0, at.emit("Mul", List.of(narrow, value)));
    }

    private static String div(Application at, String value, String divisor) {
        return at.emit("Div", List.of(value, divisor));
    }

    private static String sign(Application at) {
        return at.emit("Sign", List.of(at.input(0)));
    }

    /** The same gradient for all elements that were reduced to one. */
    private static void repeat(Application at, String gradient) {
        Shape shape = at.shape(at.input(0));
        boolean alone =
                LongStream.of(Axes.reduced(at)).allMatch(axis -> shape.dims().get((int) axis) == 1);
        if (alone) {
            at.give(0, gradient);
        } else {
            at.giveNarrow(0, gradient);
        }
    }

    private static void mean(Application at) {
        repeat(at, div(at, gradient(at), count(at)));
    }

    /** How many elements become one. */
    private static String count(Application at) {
        String sizes =
                at.emit(
                        "Gather",
                        List.of(at.shapeOf(at.input(0)), at.longs(Axes.reduced(at))),
                        Attribute.of("axis", 0));
        String count = at.reduce("ReduceProd", sizes, false, 0);
        return at.emit("Cast", List.of(count), Attribute.of("to", 1));
    }

    /** Elements that are equally extreme share the gradient. */
    private static void extreme(Application at) {
        String chosen = at.emit("Equal", List.of(at.input(0), output(at)));
        String ones = at.emit("Cast", List.of(chosen), Attribute.of("to", 1));
        String number = at.sum(ones, true, Axes.reduced(at));
        mul(at, div(at, gradient(at), number), ones);
    }

    /** A length of 0 has no direction to grow in: the gradient there is 0. */
    private static void length(Application at) {
        String length = output(at);
        mul(at, ElementwiseRules.quotientOrZero(at, gradient(at), length), at.input(0));
    }

    private static void logSum(Application at) {
        repeat(at, div(at, gradient(at), at.emit("Exp", List.of(output(at)))));
    }

    private static void logSumExp(Application at) {
        String below = at.emit("Sub", List.of(at.input(0), output(at)));
        mul(at, gradient(at), at.emit("Exp", List.of(below)));
    }
}
