package dev.merganser.evaluators.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;

import dev.merganser.recipes.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Operators that move elements or make shapes, as PyTorch computes them. */
final class ShapeOperators {

    static final Map<String, Function<Call, NDArray>> ALL =
            Map.ofEntries(
                    Map.entry("Constant", ShapeOperators::constant),
                    Map.entry("ConstantOfShape", ShapeOperators::constantOfShape),
                    Map.entry("Shape", c -> c.manager().create(c.dims(0))),
                    Map.entry("Range", ShapeOperators::range),
                    Map.entry("Reshape", ShapeOperators::reshape),
                    Map.entry("Flatten", ShapeOperators::flatten),
                    Map.entry("Transpose", ShapeOperators::transpose),
                    Map.entry("Unsqueeze", ShapeOperators::unsqueeze),
                    Map.entry("Squeeze", ShapeOperators::squeeze),
                    Map.entry("Expand", ShapeOperators::expand),
                    Map.entry("Concat", c -> NDArrays.concat(list(c), c.axis("axis", 0))),
                    Map.entry("Slice", ShapeOperators::slice),
                    Map.entry("Gather", ShapeOperators::gather));

    private ShapeOperators() {}

    private static NDList list(Call call) {
        return new NDList(call.inputs());
    }

    private static NDArray constant(Call call) {
        Tensor value = call.node().tensorAttribute("value").orElseThrow();
        return TorchTensors.of(value, call.manager());
    }

    private static NDArray constantOfShape(Call call) {
        double value =
                call.node()
                        .tensorAttribute("value")
                        .map(tensor -> (double) tensor.floats()[0])
                        .orElse(0.0);
        return call.manager().full(new Shape(call.longs(0)), (float) value, DataType.FLOAT64);
    }

    private static NDArray range(Call call) {
        long[] values =
                LongStream.iterate(
                                call.longs(0)[0],
                                i -> i < call.longs(1)[0],
                                i -> i + call.longs(2)[0])
                        .toArray();
        return call.manager().create(values);
    }

    private static NDArray reshape(Call call) {
        long[] dims = call.longs(1);
        for (int i = 0; i < dims.length; i++) {
            dims[i] = dims[i] == 0 ? call.dims(0)[i] : dims[i];
        }
        return call.in(0).reshape(dims);
    }

    private static NDArray flatten(Call call) {
        long[] dims = call.dims(0);
        int axis = (int) call.node().intAttribute("axis", 1);
        long rows = LongStream.of(dims).limit(axis).reduce(1, (a, b) -> a * b);
        return call.in(0).reshape(rows, call.in(0).size() / rows);
    }

    private static NDArray transpose(Call call) {
        int rank = call.rank(0);
        List<Long> turned = LongStream.range(0, rank).map(i -> rank - 1 - i).boxed().toList();
        List<Long> order = call.node().intsAttribute("perm", turned);
        return call.in(0).transpose(order.stream().mapToInt(Math::toIntExact).toArray());
    }

    private static NDArray unsqueeze(Call call) {
        long[] axes = call.longs(1, "axes");
        int rank = call.rank(0) + axes.length;
        var places = new TreeSet<Integer>();
        LongStream.of(axes).forEach(axis -> places.add(Math.floorMod(axis, rank)));
        List<Long> dims = new ArrayList<>(LongStream.of(call.dims(0)).boxed().toList());
        places.forEach(place -> dims.add(place, 1L));
        return call.in(0).reshape(new Shape(dims));
    }

    private static NDArray squeeze(Call call) {
        int[] axes = call.axes(1);
        long[] dims = call.dims(0);
        List<Long> left =
                IntStream.range(0, dims.length)
                        .filter(i -> IntStream.of(axes).noneMatch(axis -> axis == i))
                        .mapToObj(i -> dims[i])
                        .toList();
        return call.in(0).reshape(new Shape(left));
    }

    private static NDArray expand(Call call) {
        Shape shape = new Shape(call.longs(1));
        return call.in(0).mul(call.manager().ones(shape, call.in(0).getDataType()));
    }

    private static NDArray slice(Call call) {
        long[] dims = call.dims(0);
        long[] starts = call.longs(1);
        long[] ends = call.longs(2);
        long[] axes = call.has(3) ? call.longs(3) : LongStream.range(0, starts.length).toArray();
        var index = new NDIndex();
        for (int axis = 0; axis < dims.length; axis++) {
            int given = find(axes, axis, dims.length);
            if (given < 0) {
                index.addAllDim();
            } else {
                long step = call.has(4) ? call.longs(4)[given] : 1;
                index.addSliceDim(
                        clamp(starts[given], dims[axis]), clamp(ends[given], dims[axis]), step);
            }
        }
        return call.in(0).get(index);
    }

    private static int find(long[] axes, int axis, int rank) {
        return IntStream.range(0, axes.length)
                .filter(i -> Math.floorMod(axes[i], rank) == axis)
                .findFirst()
                .orElse(-1);
    }

    private static long clamp(long place, long size) {
        return Math.clamp(place < 0 ? place + size : place, 0, size);
    }

    /** Rows of the table that has the gathered axis in front; the axis is put back afterwards. */
    private static NDArray gather(Call call) {
        int axis = call.axis("axis", 0);
        NDArray data = front(call.in(0), axis);
        long[] dims = data.getShape().getShape();
        NDArray table = data.reshape(dims[0], data.size() / dims[0]);
        NDArray indices = call.manager().create(positive(call.longs(1), dims[0]));
        NDArray rows = rows(table, indices);
        long[] places = call.dims(1);
        NDArray wide = rows.reshape(new Shape(places).addAll(new Shape(dims).slice(1)));
        return back(wide, axis, places.length);
    }

    private static NDArray rows(NDArray table, NDArray indices) {
        if (table.getDataType() == DataType.FLOAT64) {
            return Embedding.embedding(indices, table, SparseFormat.DENSE).singletonOrThrow();
        }
        long width = table.getShape().get(1);
        long[] all = table.toLongArray();
        long[] chosen =
                LongStream.of(indices.toLongArray())
                        .flatMap(
                                row ->
                                        LongStream.range(0, width)
                                                .map(i -> all[(int) (row * width + i)]))
                        .toArray();
        return table.getManager().create(chosen, new Shape(indices.size(), width));
    }

    private static long[] positive(long[] indices, long size) {
        return LongStream.of(indices).map(index -> Math.floorMod(index, size)).toArray();
    }

    private static NDArray front(NDArray data, int axis) {
        int rank = data.getShape().dimension();
        return axis == 0
                ? data
                : data.transpose(
                        IntStream.concat(
                                        IntStream.of(axis),
                                        IntStream.range(0, rank).filter(i -> i != axis))
                                .toArray());
    }

    private static NDArray back(NDArray wide, int axis, int indexRank) {
        int rank = wide.getShape().dimension();
        if (axis == 0) {
            return wide;
        }
        IntStream before = IntStream.range(indexRank, indexRank + axis);
        IntStream places = IntStream.range(0, indexRank);
        IntStream after = IntStream.range(indexRank + axis, rank);
        return wide.transpose(IntStream.concat(IntStream.concat(before, places), after).toArray());
    }
}
