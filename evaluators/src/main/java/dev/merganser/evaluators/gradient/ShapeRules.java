package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Gradients of operators that only lay elements out in another way. */
final class ShapeRules {

    static final Map<String, Rule> RULES =
            Map.of(
                    "Concat", ShapeRules::concat,
                    "DepthToSpace", ShapeRules::depthToSpace,
                    "Flatten", ShapeRules::reshape,
                    "Reshape", ShapeRules::reshape,
                    "SpaceToDepth", ShapeRules::spaceToDepth,
                    "Split", ShapeRules::split,
                    "Squeeze", ShapeRules::squeeze,
                    "Tile", ShapeRules::tile,
                    "Transpose", ShapeRules::transpose,
                    "Unsqueeze", ShapeRules::unsqueeze);

    private ShapeRules() {}

    private static String gradient(Application at) {
        return at.gradient(0).orElseThrow();
    }

    private static int rank(Application at) {
        return at.shape(at.input(0)).rank();
    }

    private static void reshape(Application at) {
        at.give(0, Sizes.reshapedLike(at, gradient(at), at.input(0)));
    }

    private static void transpose(Application at) {
        int rank = rank(at);
        long[] order =
                Integers.attribute(at.node(), "perm")
                        .orElse(LongStream.range(0, rank).map(i -> rank - 1 - i).toArray());
        long[] inverse = new long[rank];
        for (int i = 0; i < rank; i++) {
            inverse[(int) order[i]] = i;
        }
        at.give(0, Sizes.transposed(at, gradient(at), inverse));
    }

    private static void squeeze(Application at) {
        List<Long> dims = at.shape(at.input(0)).dims();
        long[] ones =
                IntStream.range(0, dims.size())
                        .filter(i -> dims.get(i) == 1)
                        .asLongStream()
                        .toArray();
        boolean isNamed = at.node().inputs().size() > 1 || at.node().attribute("axes").isPresent();
        if (isNamed) {
            Integers.attributeOrConstant(at, "axes", 1)
                    .ifPresentOrElse(
                            axes -> giveUnsqueezed(at, Integers.axes(axes, dims.size())),
                            () -> reshape(at));
        } else {
            giveUnsqueezed(at, ones);
        }
    }

    private static void giveUnsqueezed(Application at, long... axes) {
        at.give(0, at.unsqueeze(gradient(at), axes));
    }

    private static void unsqueeze(Application at) {
        int rank = at.shape(at.output(0)).rank();
        Integers.attributeOrConstant(at, "axes", 1)
                .ifPresentOrElse(
                        axes -> at.give(0, at.squeeze(gradient(at), Integers.axes(axes, rank))),
                        () -> reshape(at));
    }

    private static void concat(Application at) {
        int axis = (int) Axes.normal(at.node().intAttribute("axis", 0), rank(at));
        int last = at.node().inputs().size() - 1;
        Offset start = Offset.of(at, 0);
        for (int i = 0; i <= last; i++) {
            Offset end = start.plus(at, at.input(i), axis);
            if (at.wanted(i)) {
                String to = i == last ? at.longs(Sizes.END) : end.vector();
                at.give(i, slice(at, start.vector(), to, axis));
            }
            start = end;
        }
    }

    private static String slice(Application at, String start, String end, int axis) {
        return at.emit("Slice", List.of(gradient(at), start, end, at.longs(axis)));
    }

    /**
     * Where a part begins along an axis.
     *
     * @param known the number, where the parts before all have a size of 1; otherwise negative
     * @param vector an int64 vector of one
     */
    private record Offset(long known, String vector) {

        static Offset of(Application at, long known) {
            return new Offset(known, at.longs(known));
        }

        Offset plus(Application at, String part, int axis) {
            if (known >= 0 && at.shape(part).dims().get(axis) == 1) {
                return of(at, known + 1);
            }
            String size = Sizes.size(at, part, axis);
            return new Offset(-1, known == 0 ? size : at.emit("Add", List.of(vector, size)));
        }
    }

    private static void split(Application at) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < at.node().outputs().size(); i++) {
            int output = i;
            parts.add(at.gradient(i).orElseGet(() -> zeros(at, output)));
        }
        at.give(
                0,
                at.emit("Concat", parts, Attribute.of("axis", at.node().intAttribute("axis", 0))));
    }

    private static String zeros(Application at, int output) {
        return Sizes.zeros(at, at.shapeOf(at.output(output)));
    }

    /** {@code [r0 * d0, ...]} read as {@code [r0, d0, ...]}. */
    private static void tile(Application at) {
        int rank = rank(at);
        String both = Sizes.joined(at, at.input(1), at.shapeOf(at.input(0)));
        String pairs = Sizes.transposed(at, Sizes.reshaped(at, both, 2, -1), 1, 0);
        String target = Sizes.reshaped(at, pairs, -1);
        String split = at.emit("Reshape", List.of(gradient(at), target));
        long[] repeats = LongStream.range(0, rank).map(i -> 2 * i).toArray();
        at.give(0, at.sum(split, false, repeats));
    }

    private static void spaceToDepth(Application at) {
        at.give(0, at.emit("DepthToSpace", List.of(gradient(at)), blockSize(at.node())));
    }

    private static Attribute blockSize(Node node) {
        return Attribute.of("blocksize", node.intAttribute("blocksize", 1));
    }

    private static void depthToSpace(Application at) {
        if (at.node().stringAttribute("mode", "DCR").equals("CRD")) {
            columnsFirst(at);
        } else {
            at.give(0, at.emit("SpaceToDepth", List.of(gradient(at)), blockSize(at.node())));
        }
    }

    /** {@code [batch, channels, height, block, width, block]}, blocks to the channels. */
    private static void columnsFirst(Application at) {
        String block = at.longs(at.node().intAttribute("blocksize", 1));
        String target =
                Sizes.joined(
                        at,
                        at.longs(0, 0),
                        Sizes.size(at, at.input(0), 2),
                        block,
                        Sizes.size(at, at.input(0), 3),
                        block);
        String split = at.emit("Reshape", List.of(gradient(at), target));
        String ordered = Sizes.transposed(at, split, 0, 1, 3, 5, 2, 4);
        at.give(0, Sizes.reshapedLike(at, ordered, at.input(0)));
    }
}
