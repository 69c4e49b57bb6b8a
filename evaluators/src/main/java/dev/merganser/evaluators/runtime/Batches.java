package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The items of a split packed into batches, once: by item order and batch size, nothing else, so
 * that a batch's composition never depends on the candidate or on threads. The tensors are views of
 * the items' memory. Owns the tensors until closed.
 */
public final class Batches implements AutoCloseable {

    private final List<Batch> batches = new ArrayList<>();

    private Batches() {}

    /**
     * Packs items.
     *
     * @param itemShape what the graph takes per item, as many values as an item has
     * @param size items in a batch, fewer in the last
     */
    public static Batches of(SessionFactory sessions, Items items, Shape itemShape, int size) {
        var packed = new Batches();
        try {
            for (int first = 0; first < items.count(); first += size) {
                int count = Math.min(size, items.count() - first);
                Shape shape = batchShape(count, itemShape);
                var input = Value.over(sessions, items.values(first, count), DType.F32, shape);
                packed.batches.add(new Batch(first, count, input));
            }
            return packed;
        } catch (RuntimeException e) {
            packed.close();
            throw e;
        }
    }

    private static Shape batchShape(int count, Shape itemShape) {
        return new Shape(
                Stream.concat(LongStream.of(count).boxed(), itemShape.dims().stream()).toList());
    }

    public List<Batch> list() {
        return List.copyOf(batches);
    }

    @Override
    public void close() {
        batches.forEach(batch -> batch.input().close());
        batches.clear();
    }
}
