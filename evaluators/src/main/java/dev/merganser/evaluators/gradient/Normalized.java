package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;
import java.util.stream.LongStream;

/**
 * A value brought to mean square 1 along axes, for its gradient.
 *
 * @param unit the normalized value
 * @param scaling how it came of the value: {@code Mul} with a factor, or {@code Div} by it
 * @param factor what made it so, with the axes as 1
 * @param axes along which
 * @param centred whether the mean was taken away before
 */
record Normalized(String unit, String scaling, String factor, List<Long> axes, boolean centred) {
    Normalized {
        axes = List.copyOf(axes);
    }

    /** Normalizes a value of the gradient graph. */
    static Normalized of(
            Application at, String value, float epsilon, boolean centred, long... axes) {
        String shifted = centred ? binary(at, "Sub", value, mean(at, value, axes)) : value;
        String variance = mean(at, binary(at, "Mul", shifted, shifted), axes);
        String safe = binary(at, "Add", variance, at.scalar(epsilon));
        String factor = at.emit("Reciprocal", List.of(at.emit("Sqrt", List.of(safe))));
        return new Normalized(
                binary(at, "Mul", shifted, factor), "Mul", factor, list(axes), centred);
    }

    /**
     * As the other with centring, in one node.
     *
     * @param last sizes of the axes, which are the last and the same in every run
     */
    static Normalized ofLast(Application at, String value, float epsilon, Shape last, int rank) {
        int first = rank - last.rank();
        List<String> outputs =
                at.emitAll(
                        "LayerNormalization",
                        List.of(value, at.constant(Constants.filled(last, 1))),
                        3,
                        Attribute.of("axis", (long) first),
                        Attribute.of("epsilon", epsilon));
        return new Normalized(
                outputs.get(0), "Mul", outputs.get(2), list(Axes.from(first, rank)), true);
    }

    /** What a node did that gives the mean and the factor as its second and third output. */
    static Normalized told(Application at, long... axes) {
        String shifted = binary(at, "Sub", at.input(0), at.output(1));
        String factor = at.output(2);
        return new Normalized(binary(at, "Mul", shifted, factor), "Mul", factor, list(axes), true);
    }

    private static List<Long> list(long... axes) {
        return LongStream.of(axes).boxed().toList();
    }

    /** Gives the gradient of the unit on to the value, where a node does nothing else. */
    void give(Application at) {
        at.give(0, gradient(at, at.gradient(0).orElseThrow()));
    }

    /** The gradient of the value, from that of the unit: (g - mean g - u mean(g u)) factor. */
    String gradient(Application at, String ofUnit) {
        long[] along = axes.stream().mapToLong(Long::longValue).toArray();
        String share = mean(at, binary(at, "Mul", ofUnit, unit), along);
        String free = binary(at, "Sub", ofUnit, binary(at, "Mul", unit, share));
        String rest = centred ? binary(at, "Sub", free, mean(at, ofUnit, along)) : free;
        return binary(at, scaling, rest, factor);
    }

    private static String mean(Application at, String value, long... axes) {
        return at.reduce("ReduceMean", value, true, axes);
    }

    private static String binary(Application at, String opType, String a, String b) {
        return at.emit(opType, List.of(a, b));
    }
}
