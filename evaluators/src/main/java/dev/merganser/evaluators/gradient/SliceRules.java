package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Gradients of operators that cut tensors out, put zeros around them, or keep a triangle. */
final class SliceRules {

    static final Map<String, Rule> RULES =
            Map.of(
                    "Pad",
                    SliceRules::pad,
                    "Slice",
                    SliceRules::slice,
                    "Trilu",
                    SliceRules::triangle);

    /** Ends from here on mean the end of an axis: PyTorch and others write their largest number. */
    private static final long NO_END = Integer.MAX_VALUE;

    private static final int STARTS = 1;
    private static final int ENDS = 2;
    private static final int AXES = 3;
    private static final int STEPS = 4;

    private SliceRules() {}

    private static void slice(Application at) {
        int rank = at.shape(at.input(0)).rank();
        long[] axes = axes(at, AXES, rank);
        Optional<long[]> before = before(at, axes, rank);
        Optional<long[]> after = after(at, axes, rank);
        String gradient = at.gradient(0).orElseThrow();
        String whole = at.input(0);
        if (!isContiguous(at)) {
            at.give(0, byPositions(at, axes, rank));
        } else if (before.isPresent() && after.isPresent()) {
            at.give(0, Placement.within(at, gradient, joined(before.get(), after.get())));
        } else if (before.isPresent()) {
            at.give(0, Placement.startingAt(at, gradient, whole, before.get()));
        } else if (after.isPresent()) {
            at.give(0, Placement.endingBefore(at, gradient, whole, after.get()));
        } else {
            at.give(0, byPositions(at, axes, rank));
        }
    }

    private static long[] joined(long[] first, long[] second) {
        return LongStream.concat(LongStream.of(first), LongStream.of(second)).toArray();
    }

    private static boolean has(Application at, int input) {
        return at.node().inputs().size() > input && !at.input(input).isEmpty();
    }

    private static long[] axes(Application at, int input, int rank) {
        if (!has(at, input)) {
            return Integers.range(0, rank);
        }
        long[] axes =
                Constants.longs(at, at.input(input))
                        .orElseThrow(() -> new NoRuleException(at.node(), "with axes that change"));
        return Integers.axes(axes, rank);
    }

    private static boolean isContiguous(Application at) {
        return !has(at, STEPS)
                || Constants.longs(at, at.input(STEPS))
                        .filter(steps -> LongStream.of(steps).allMatch(step -> step == 1))
                        .isPresent();
    }

    /** How much is left out in front, where that is known for all axes. */
    private static Optional<long[]> before(Application at, long[] axes, int rank) {
        return Constants.longs(at, at.input(STARTS))
                .filter(starts -> LongStream.of(starts).allMatch(start -> start >= 0))
                .map(starts -> spread(starts, axes, rank));
    }

    /** How much is left out at the end, where that is known for all axes. */
    private static Optional<long[]> after(Application at, long[] axes, int rank) {
        return Constants.longs(at, at.input(ENDS))
                .filter(ends -> LongStream.of(ends).allMatch(end -> end < 0 || end >= NO_END))
                .map(ends -> LongStream.of(ends).map(end -> end < 0 ? -end : 0).toArray())
                .map(left -> spread(left, axes, rank));
    }

    /** Numbers for some axes as numbers for all, which are 0 elsewhere. */
    private static long[] spread(long[] numbers, long[] axes, int rank) {
        long[] all = new long[rank];
        for (int i = 0; i < axes.length; i++) {
            all[(int) axes[i]] = numbers[i];
        }
        return all;
    }

    /** By cutting the numbers of the positions in the same way, for any starts and steps. */
    private static String byPositions(Application at, long[] axes, int rank) {
        String result = at.gradient(0).orElseThrow();
        for (int i = 0; i < axes.length; i++) {
            result = alongAxis(at, result, i, axes[i], rank);
        }
        return result;
    }

    private static String alongAxis(Application at, String value, int number, long axis, int rank) {
        String size = Sizes.size(at, at.input(0), axis);
        List<String> cut = new ArrayList<>(List.of(Sizes.count(at, size)));
        cut.add(bound(at, STARTS, number));
        cut.add(bound(at, ENDS, number));
        cut.add(at.longs(0));
        if (has(at, STEPS)) {
            cut.add(bound(at, STEPS, number));
        }
        String positions = at.emit("Slice", cut);
        return isContiguous(at)
                ? contiguous(at, value, positions, size, axis, rank)
                : scattered(at, value, positions, size, axis, rank);
    }

    private static String bound(Application at, int input, int number) {
        return Sizes.part(at, Sizes.int64(at, at.input(input)), number, number + 1L);
    }

    private static String contiguous(
            Application at, String value, String positions, String size, long axis, int rank) {
        String first = Sizes.part(at, positions, 0, 1);
        String last = Sizes.part(at, positions, -1, Sizes.END);
        String after = at.emit("Sub", List.of(at.emit("Sub", List.of(size, at.longs(1))), last));
        String none = at.longs(Integers.repeated(0, (int) axis));
        String noneAfter = at.longs(Integers.repeated(0, rank - 1 - (int) axis));
        String pads = Sizes.joined(at, none, first, noneAfter, none, after, noneAfter);
        return at.emit("Pad", List.of(value, pads));
    }

    /** Gathers, for each position, what was taken from it; a zero at the end stands for nothing. */
    private static String scattered(
            Application at, String value, String positions, String size, long axis, int rank) {
        String taken = at.emit("Shape", List.of(positions));
        String nothing = at.emit("Expand", List.of(taken, size));
        String origins =
                at.emit("ScatterElements", List.of(nothing, positions, Sizes.count(at, taken)));
        long[] pads = new long[2 * rank];
        pads[rank + (int) axis] = 1;
        return at.emit(
                "Gather",
                List.of(Placement.within(at, value, pads), origins),
                Attribute.of("axis", axis));
    }

    private static void pad(Application at) {
        if (!at.node().stringAttribute("mode", "constant").equals("constant")
                || (has(at, 2) && at.wanted(2))) {
            throw new NoRuleException(at.node(), "in this mode or for the value around");
        }
        List<String> inputs = new ArrayList<>(List.of(at.gradient(0).orElseThrow(), cut(at)));
        if (has(at, AXES)) {
            inputs.addAll(List.of("", at.input(AXES)));
        }
        at.give(0, at.emit("Pad", inputs));
    }

    private static String cut(Application at) {
        return Integers.attributeOrConstant(at, "pads", 1)
                .map(pads -> at.longs(LongStream.of(pads).map(pad -> -pad).toArray()))
                .orElseGet(() -> at.emit("Neg", List.of(at.input(1))));
    }

    private static void triangle(Application at) {
        List<String> inputs = new ArrayList<>(List.of(at.gradient(0).orElseThrow()));
        if (has(at, 1)) {
            inputs.add(at.input(1));
        }
        at.give(
                0,
                at.emit(
                        "Trilu",
                        inputs,
                        Attribute.of("upper", at.node().intAttribute("upper", 1))));
    }
}
