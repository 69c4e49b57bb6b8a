package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Node;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Whole numbers that steer an operator: axes, sizes, pads, starts and ends. */
final class Integers {

    private Integers() {}

    /** An attribute, where the node has it. */
    static Optional<long[]> attribute(Node node, String name) {
        return node.attribute(name).map(_ -> array(node.intsAttribute(name, List.of())));
    }

    private static long[] array(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    /** What is an attribute in older versions of an operator and a constant input in newer ones. */
    static Optional<long[]> attributeOrConstant(Application at, String name, int input) {
        return attribute(at.node(), name).or(() -> Constants.longs(at, at.input(input)));
    }

    /** Axes counted from the front. */
    static long[] axes(long[] axes, int rank) {
        return LongStream.of(axes).map(axis -> Axes.normal(axis, rank)).toArray();
    }

    /** The same number several times. */
    static long[] repeated(long value, int times) {
        return LongStream.range(0, times).map(_ -> value).toArray();
    }

    /** The numbers from one up to another, which is left out. */
    static long[] range(long from, long to) {
        return LongStream.range(from, to).toArray();
    }
}
