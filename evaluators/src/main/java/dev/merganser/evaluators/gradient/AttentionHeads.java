package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;

/**
 * How the tensors of an {@code Attention} become matrices of heads. Where queries' heads share
 * those of keys and values, the queries of one such group have an axis of their own.
 *
 * @param flat whether the inputs are {@code [batch, length, heads * size]}, not {@code [batch,
 *     heads, length, size]}
 * @param shared heads of keys and values
 * @param groups heads of queries for each of them
 */
record AttentionHeads(Application at, boolean flat, long shared, long groups) {

    static AttentionHeads of(Application at) {
        List<Long> queries = at.shape(at.input(0)).dims();
        List<Long> keys = at.shape(at.input(1)).dims();
        boolean flat = queries.size() == 3;
        long heads = flat ? at.node().intAttribute("q_num_heads", 1) : queries.get(1);
        long shared = flat ? at.node().intAttribute("kv_num_heads", 1) : keys.get(1);
        return new AttentionHeads(at, flat, shared, heads / shared);
    }

    boolean isGrouped() {
        return groups > 1;
    }

    /** Axes of a matrix of heads. */
    int rank() {
        return isGrouped() ? 5 : 4;
    }

    /** What scores are multiplied by. */
    double scale() {
        double last = at.shape(at.input(0)).dims().getLast();
        double size = flat ? last / (shared * groups) : last;
        return at.node().floatAttribute("scale", (float) (1 / Math.sqrt(size)));
    }

    /** Shape of the scores in the probe run: {@code [batch, heads, queries, keys]}. */
    Shape scores() {
        List<Long> queries = at.shape(at.input(0)).dims();
        List<Long> keys = at.shape(at.input(1)).dims();
        int length = flat ? 1 : 2;
        return Shape.of(queries.getFirst(), shared * groups, queries.get(length), keys.get(length));
    }

    /** What has the queries' layout: {@code [batch, shared, (groups,) length, size]}. */
    String queries(String value) {
        return split(value, groups);
    }

    /** Keys or values: {@code [batch, shared, (1,) length, size]}. */
    String keys(String value) {
        return split(value, 1);
    }

    private String split(String value, long group) {
        if (flat) {
            return headsFirst(apart(value, group));
        }
        return isGrouped() ? withGroups(value, group) : value;
    }

    /** {@code [batch, length, heads * size]} as {@code [batch, length, shared, (groups,) size]}. */
    private String apart(String value, long group) {
        return isGrouped()
                ? Sizes.reshaped(at, value, 0, 0, shared, group, -1)
                : Sizes.reshaped(at, value, 0, 0, shared, -1);
    }

    private String headsFirst(String value) {
        return isGrouped()
                ? Sizes.transposed(at, value, 0, 2, 3, 1, 4)
                : Sizes.transposed(at, value, 0, 2, 1, 3);
    }

    private String withGroups(String value, long group) {
        String last = at.emit("Shape", List.of(value), Attribute.of("start", 2));
        String target = Sizes.joined(at, at.longs(0, shared, group), last);
        return at.emit("Reshape", List.of(value, target));
    }

    /** Scores with the axis of groups, where there are groups. */
    String grouped(String scores) {
        return isGrouped() ? withGroups(scores, groups) : scores;
    }

    /** Scores without the axis of groups. */
    String ungrouped(String scores) {
        String last = at.emit("Shape", List.of(scores), Attribute.of("start", 3));
        String target = Sizes.joined(at, at.longs(0, shared * groups), last);
        return at.emit("Reshape", List.of(scores, target));
    }

    /** Each matrix transposed. */
    String transposed(String value) {
        return Sizes.transposed(at, value, rank());
    }

    /** Sums for queries in the layout of an input. */
    String queriesLike(String sums, String input) {
        String ordered = sums;
        if (flat) {
            ordered =
                    isGrouped()
                            ? Sizes.transposed(at, sums, 0, 3, 1, 2, 4)
                            : Sizes.transposed(at, sums, 0, 2, 1, 3);
        }
        return flat || isGrouped() ? Sizes.reshapedLike(at, ordered, input) : ordered;
    }

    /** Sums for keys or values, added up over the groups, in the layout of an input. */
    String keysLike(String sums, String input) {
        return queriesLike(isGrouped() ? at.sum(sums, true, 2) : sums, input);
    }
}
