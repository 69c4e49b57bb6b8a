package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.Tensor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gradients of operators that take elements by index or put them there, and of running sums. */
final class IndexingRules {

    static final Map<String, Rule> RULES =
            Map.of(
                    "CumSum", IndexingRules::runningSum,
                    "Gather", IndexingRules::gather,
                    "GatherElements", IndexingRules::gatherElements,
                    "GatherND", IndexingRules::gatherND,
                    "ScatterElements", IndexingRules::scatterElements,
                    "ScatterND", IndexingRules::scatterND,
                    "TopK", IndexingRules::top);

    private static final long SCATTER_ADDS = 16;

    private IndexingRules() {}

    private static String gradient(Application at) {
        return at.gradient(0).orElseThrow();
    }

    private static void gather(Application at) {
        int rank = at.shape(at.input(0)).rank();
        int axis = (int) Axes.normal(at.node().intAttribute("axis", 0), rank);
        Optional<Tensor> single =
                at.constant(at.input(1))
                        .filter(index -> index.shape().rank() <= 1)
                        .filter(index -> index.shape().elements() == 1);
        if (single.isPresent()) {
            at.give(0, placed(at, single.get(), axis, rank));
        } else if (axis == 0) {
            at.giveRows(0, at.input(1), gradient(at));
        } else {
            at.give(0, added(at, axis));
        }
    }

    /** One index that never changes, as where a model reads its first token. */
    private static String placed(Application at, Tensor single, int axis, int rank) {
        long index = Constants.longs(at, at.input(1)).orElseThrow()[0];
        String row = single.shape().rank() == 0 ? at.unsqueeze(gradient(at), axis) : gradient(at);
        long[] outside = new long[rank];
        outside[axis] = index >= 0 ? index : -1 - index;
        return index >= 0
                ? Placement.startingAt(at, row, at.input(0), outside)
                : Placement.endingBefore(at, row, at.input(0), outside);
    }

    /** A product with ones where an index chose a position, so that equal indices add up. */
    private static String added(Application at, int axis) {
        String chosen =
                at.emit(
                        "OneHot",
                        List.of(
                                Sizes.reshaped(at, Sizes.int64(at, at.input(1)), -1),
                                Sizes.size(at, at.input(0), axis),
                                at.constant(Constants.zeroAndOne())),
                        Attribute.of("axis", 0));
        String sums = at.emit("MatMul", List.of(chosen, matrices(at, axis)));
        return Sizes.reshapedLike(at, sums, at.input(0));
    }

    /** {@code [before, indices, after]}. */
    private static String matrices(Application at, int axis) {
        String indices = Sizes.product(at, at.shapeOf(at.input(1)));
        String after = Sizes.product(at, Sizes.from(at, at.input(0), axis + 1L));
        String target = Sizes.joined(at, at.longs(-1), indices, after);
        return at.emit("Reshape", List.of(gradient(at), target));
    }

    private static String zerosLike(Application at, String value) {
        return Sizes.zeros(at, at.shapeOf(value));
    }

    private static Attribute axis(Node node) {
        return Attribute.of("axis", node.intAttribute("axis", 0));
    }

    private static void requireSums(Application at) {
        if (at.opset() < SCATTER_ADDS) {
            throw new NoRuleException(at.node(), "below operator set " + SCATTER_ADDS);
        }
    }

    private static void gatherElements(Application at) {
        requireSums(at);
        at.give(
                0,
                at.emit(
                        "ScatterElements",
                        List.of(zerosLike(at, at.input(0)), at.input(1), gradient(at)),
                        axis(at.node()),
                        Attribute.of("reduction", "add")));
    }

    private static void gatherND(Application at) {
        requireSums(at);
        if (at.node().intAttribute("batch_dims", 0) != 0) {
            throw new NoRuleException(at.node(), "with batch_dims");
        }
        at.give(
                0,
                at.emit(
                        "ScatterND",
                        List.of(zerosLike(at, at.input(0)), at.input(1), gradient(at)),
                        Attribute.of("reduction", "add")));
    }

    private static void scatterElements(Application at) {
        scatter(at, "ScatterElements", "GatherElements", axis(at.node()));
    }

    private static void scatterND(Application at) {
        scatter(at, "ScatterND", "GatherND");
    }

    /** What is replaced or added to, and what replaces it or is added. */
    private static void scatter(
            Application at, String opType, String inverse, Attribute... attributes) {
        String reduction = at.node().stringAttribute("reduction", "none");
        if (!List.of("none", "add").contains(reduction)) {
            throw new NoRuleException(at.node(), "with reduction " + reduction);
        }
        if (at.wanted(0) && reduction.equals("add")) {
            at.pass(0, 1);
        } else if (at.wanted(0)) {
            String zeros = zerosLike(at, at.input(2));
            at.give(0, at.emit(opType, List.of(gradient(at), at.input(1), zeros), attributes));
        }
        if (at.wanted(2)) {
            at.give(2, at.emit(inverse, List.of(gradient(at), at.input(1)), attributes));
        }
    }

    private static void runningSum(Application at) {
        Node node = at.node();
        at.give(
                0,
                at.emit(
                        "CumSum",
                        List.of(gradient(at), at.input(1)),
                        Attribute.of("exclusive", node.intAttribute("exclusive", 0)),
                        Attribute.of("reverse", 1 - node.intAttribute("reverse", 0))));
    }

    private static void top(Application at) {
        at.give(
                0,
                at.emit(
                        "ScatterElements",
                        List.of(zerosLike(at, at.input(0)), at.output(1), gradient(at)),
                        Attribute.of("axis", at.node().intAttribute("axis", -1))));
    }
}
