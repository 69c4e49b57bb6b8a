package dev.merganser.evaluators.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

import dev.merganser.recipes.graph.Node;

import java.util.List;
import java.util.stream.LongStream;

/**
 * One node with its inputs as arrays.
 *
 * @param inputs in order; left-out ones at the end are missing, others are not supported
 */
record Call(Node node, List<NDArray> inputs, NDManager manager) {

    NDArray in(int index) {
        return inputs.get(index);
    }

    boolean has(int index) {
        return index < inputs.size();
    }

    /** The whole numbers of an input. */
    long[] longs(int index) {
        NDArray array = in(index);
        return array.getDataType() == DataType.INT64
                ? array.toLongArray()
                : array.toType(DataType.INT64, true).toLongArray();
    }

    /** Whole numbers that newer operator sets give as an input, older ones as an attribute. */
    long[] longs(int index, String attribute) {
        if (has(index)) {
            return longs(index);
        }
        return node.intsAttribute(attribute, List.of()).stream().mapToLong(i -> i).toArray();
    }

    /** Axes as {@link #longs(int, String)}, none below zero; all where none are given. */
    int[] axes(int index) {
        long[] axes = longs(index, "axes");
        int rank = rank(0);
        return axes.length == 0
                ? java.util.stream.IntStream.range(0, rank).toArray()
                : LongStream.of(axes).mapToInt(axis -> Math.floorMod(axis, rank)).toArray();
    }

    /** An attribute that is an axis, not below zero. */
    int axis(String attribute, long otherwise) {
        return Math.floorMod(node.intAttribute(attribute, otherwise), rank(0));
    }

    int rank(int index) {
        return in(index).getShape().dimension();
    }

    long[] dims(int index) {
        return in(index).getShape().getShape();
    }
}
