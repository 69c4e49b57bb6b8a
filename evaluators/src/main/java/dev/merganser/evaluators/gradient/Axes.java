package dev.merganser.evaluators.gradient;

import java.util.List;
import java.util.stream.LongStream;

/** The axes that nodes work along, from 0 in rising order. */
final class Axes {

    private Axes() {}

    /** The axes of a node that reduces, given as attribute or as second input. */
    static long[] reduced(Application at) {
        int rank = at.shape(at.input(0)).rank();
        long[] given = given(at);
        if (given.length == 0) {
            boolean none = at.node().intAttribute("noop_with_empty_axes", 0) == 1;
            return LongStream.range(0, none ? 0 : rank).toArray();
        }
        return LongStream.of(given).map(axis -> normal(axis, rank)).sorted().toArray();
    }

    private static long[] given(Application at) {
        if (at.input(1).isEmpty()) {
            return at.node().intsAttribute("axes", List.of()).stream()
                    .mapToLong(Long::longValue)
                    .toArray();
        }
        return Constants.longs(at, at.input(1))
                .orElseThrow(
                        () -> new NoRuleException(at.node(), "for axes computed in the graph"));
    }

    /** An axis counted from 0; negative ones count from the end. */
    static long normal(long axis, int rank) {
        return axis < 0 ? axis + rank : axis;
    }

    /** All axes from one on. */
    static long[] from(long first, int rank) {
        return LongStream.range(first, rank).toArray();
    }

    /** All axes but one. */
    static long[] without(long left, int rank) {
        return LongStream.range(0, rank).filter(axis -> axis != left).toArray();
    }
}
