package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Items of float values as rows; batches of all are consecutive items, their tensors views of the
 * items' memory.
 */
public final class FloatRows implements Rows {

    private final String input;
    private final Shape rowShape;
    private final Items items;

    /**
     * Rows for an input.
     *
     * @param input the graph's input
     * @param rowShape what it takes per row, as many values as an item has
     */
    public FloatRows(String input, Shape rowShape, Items items) {
        this.input = input;
        this.rowShape = rowShape;
        this.items = items;
    }

    @Override
    public int count() {
        return items.count();
    }

    @Override
    public Batches pack(SessionFactory sessions, int size) {
        List<Batch> batches = new ArrayList<>();
        try {
            for (int first = 0; first < items.count(); first += size) {
                batches.add(batch(sessions, first, Math.min(size, items.count() - first)));
            }
            return new Batches(batches);
        } catch (RuntimeException e) {
            new Batches(batches).close();
            throw e;
        }
    }

    private Batch batch(SessionFactory sessions, int first, int count) {
        return batch(
                sessions,
                IntStream.range(first, first + count).toArray(),
                items.values(first, count));
    }

    /** The tensor is a copy, whose memory goes when nothing points to the tensor any more. */
    @Override
    public Batch pack(SessionFactory sessions, int[] rows) {
        return batch(sessions, rows.clone(), items.select(rows).values(0, rows.length));
    }

    private Batch batch(SessionFactory sessions, int[] rows, MemorySegment values) {
        Shape shape =
                new Shape(
                        Stream.concat(LongStream.of(rows.length).boxed(), rowShape.dims().stream())
                                .toList());
        return new Batch(
                rows,
                1,
                Map.of(
                        input,
                        Value.over(sessions, values, new TensorInfo(input, DType.F32, shape))));
    }
}
