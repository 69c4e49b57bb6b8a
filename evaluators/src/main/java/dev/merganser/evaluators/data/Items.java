package dev.merganser.evaluators.data;

import dev.merganser.recipes.tensor.Shape;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Items in a fixed order: float32 values {@code [items, shape…]} off the heap, as they are fed to a
 * graph, and for each item what it is labelled with, if anything. Immutable; the memory lives as
 * long as this object.
 */
public final class Items implements Divisible<Items> {

    private static final ValueLayout.OfFloat LITTLE =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Shape shape;
    private final MemorySegment values;
    private final int count;
    private final Answers answers;

    private Items(Shape shape, MemorySegment values, int count, Answers answers) {
        this.shape = shape;
        this.values = values.asReadOnly();
        this.count = count;
        this.answers = answers;
    }

    /**
     * Copies values into off-heap memory.
     *
     * @param shape of one item
     * @param values row-major, {@code count * shape.elements()} long
     */
    static Items of(Shape shape, float[] values, int count, Answers answers) {
        if (values.length != count * shape.elements()) {
            throw new IllegalArgumentException(
                    "%d items of %s need %d values, found %d"
                            .formatted(count, shape, count * shape.elements(), values.length));
        }
        MemorySegment copy = allocate(values.length);
        MemorySegment.copy(values, 0, copy, ValueLayout.JAVA_FLOAT, 0, values.length);
        return new Items(shape, copy, count, answers);
    }

    /** No items of a shape. */
    public static Items none(Shape shape) {
        return new Items(shape, MemorySegment.NULL, 0, new Answers.None());
    }

    private static MemorySegment allocate(long floats) {
        return Arena.ofAuto().allocate(Math.max(1, floats) * Float.BYTES, 64);
    }

    @Override
    public int count() {
        return count;
    }

    /** The shape of one item. */
    public Shape shape() {
        return shape;
    }

    /** What the items are labelled with. */
    public AnswerKind answerKind() {
        return answers.kind();
    }

    /** The class of an item that has one. */
    public int label(int item) {
        return answers instanceof Answers.Classes(int[] classes) ? classes[item] : none();
    }

    /** The number of an item that has one. */
    public double number(int item) {
        return answers instanceof Answers.Numbers(double[] numbers) ? numbers[item] : none();
    }

    /** The targets of items that have some; as many items, with nothing but values. */
    public Optional<Items> targets() {
        return answers instanceof Answers.Values(Items targets)
                ? Optional.of(targets)
                : Optional.empty();
    }

    private int none() {
        throw new IllegalStateException("The items have " + answers.kind());
    }

    /** The values of {@code count} items from {@code first} on, a view. */
    public MemorySegment values(int first, int count) {
        return values.asSlice(first * itemBytes(), count * itemBytes());
    }

    /** The float32 values of an item, little-endian, without the label. */
    @Override
    public byte[] canonicalInput(int item) {
        byte[] bytes = new byte[Math.toIntExact(itemBytes())];
        MemorySegment out = MemorySegment.ofArray(bytes);
        MemorySegment.copy(
                values(item, 1), ValueLayout.JAVA_FLOAT, 0, out, LITTLE, 0, shape.elements());
        return bytes;
    }

    @Override
    public Items select(int[] chosen) {
        MemorySegment copy = allocate(chosen.length * shape.elements());
        for (int i = 0; i < chosen.length; i++) {
            MemorySegment.copy(values(chosen[i], 1), 0, copy, i * itemBytes(), itemBytes());
        }
        return new Items(shape, copy, chosen.length, answers.select(chosen));
    }

    private long itemBytes() {
        return shape.elements() * Float.BYTES;
    }
}
