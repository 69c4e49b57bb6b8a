package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.tensor.DType;

import java.util.List;

/** Sizes that are known at run time only, as int64 vectors in the gradient graph. */
final class Sizes {

    /** An end that is beyond every size. */
    static final long END = Long.MAX_VALUE;

    private static final long INT64 = 7;

    private Sizes() {}

    /** Whole numbers as int64, which all operators take together. */
    static String int64(Application at, String value) {
        boolean known = at.constant(value).filter(c -> c.dtype() == DType.I64).isPresent();
        return known ? value : at.emit("Cast", List.of(value), Attribute.of("to", INT64));
    }

    /** One dimension of a forward value. */
    static String size(Application at, String value, long axis) {
        return part(at, at.shapeOf(value), axis, axis + 1);
    }

    /** Dimensions of a forward value from an axis on. */
    static String from(Application at, String value, long axis) {
        return part(at, at.shapeOf(value), axis, END);
    }

    /** Elements of a vector. */
    static String part(Application at, String vector, long start, long end) {
        return at.emit("Slice", List.of(vector, at.longs(start), at.longs(end), at.longs(0)));
    }

    /** The elements of several vectors. */
    static String joined(Application at, String... vectors) {
        return at.emit("Concat", List.of(vectors), Attribute.of("axis", 0));
    }

    /** The product of a vector's elements, as a vector of one. */
    static String product(Application at, String vector) {
        return at.reduce("ReduceProd", vector, true, 0);
    }

    /** The numbers from 0 up to a size, which is a vector of one. */
    static String count(Application at, String size) {
        String end = at.squeeze(size, 0);
        return at.emit("Range", List.of(zero(at), end, at.squeeze(at.longs(1), 0)));
    }

    private static String zero(Application at) {
        return at.squeeze(at.longs(0), 0);
    }

    /** Zeros of a shape. */
    static String zeros(Application at, String shape) {
        return at.emit("ConstantOfShape", List.of(shape));
    }

    /** A value with the dimensions of a forward value. */
    static String reshapedLike(Application at, String value, String like) {
        return at.emit("Reshape", List.of(value, at.shapeOf(like)));
    }

    /** A value with other dimensions, as {@code Reshape} reads them. */
    static String reshaped(Application at, String value, long... dims) {
        return at.emit("Reshape", List.of(value, at.longs(dims)));
    }

    /** A value with its axes in another order. */
    static String transposed(Application at, String value, long... order) {
        return at.emit("Transpose", List.of(value), Attribute.ints("perm", order));
    }

    /** A value with its last two axes exchanged. */
    static String transposed(Application at, String value, int rank) {
        long[] order = Integers.range(0, rank);
        order[rank - 2] = rank - 1L;
        order[rank - 1] = rank - 2L;
        return transposed(at, value, order);
    }
}
