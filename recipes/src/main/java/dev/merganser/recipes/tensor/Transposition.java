package dev.merganser.recipes.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Turns stored matrices over: rows become columns, element by element and bit for bit. */
public final class Transposition {

    /** Rows that are turned together, so that what is written fills cache lines. */
    private static final int PANEL = 32;

    /** So that a session can read a copy where it lies. */
    private static final int ALIGNMENT = 64;

    private static final VarHandle SHORTS = view(short[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle LONGS = view(long[].class);

    private Transposition() {}

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.nativeOrder());
    }

    /** The shape of a matrix {@code [a, b]} turned over: {@code [b, a]}. */
    public static Shape of(Shape matrix) {
        requireMatrix(matrix);
        return Shape.of(matrix.dims().get(1), matrix.dims().get(0));
    }

    private static void requireMatrix(Shape shape) {
        if (shape.rank() != 2) {
            throw new IllegalArgumentException("Only matrices can be turned over, found " + shape);
        }
    }

    /**
     * A matrix turned over.
     *
     * @param name of the result
     * @param arena where its data goes
     */
    public static Tensor of(Tensor matrix, String name, Arena arena) {
        MemorySegment data = arena.allocate(matrix.info().bytes(), ALIGNMENT);
        copy(matrix.info(), matrix.data(), data);
        return new Tensor(of(matrix.info(), name), data);
    }

    /** The description of a matrix turned over, under a name. */
    public static TensorInfo of(TensorInfo matrix, String name) {
        return new TensorInfo(name, matrix.dtype(), of(matrix.shape()));
    }

    /** The values of a float matrix turned over, which are turned whenever they are read. */
    public static FloatTensor values(Tensor matrix, String name) {
        return new TransposedFloats(of(matrix.info(), name), matrix);
    }

    /**
     * Copies a matrix turned over.
     *
     * @param matrix shape and element type of what is read
     * @param from row-major, at any alignment
     * @param into as many bytes; receives {@code [columns, rows]}, row-major
     */
    public static void copy(TensorInfo matrix, MemorySegment from, MemorySegment into) {
        requireMatrix(matrix.shape());
        int size = matrix.dtype().bytes();
        long rows = matrix.shape().dims().get(0);
        int columns = Math.toIntExact(matrix.shape().dims().get(1));
        byte[] panel = new byte[Math.multiplyExact(PANEL * size, columns)];
        byte[] line = new byte[PANEL * size];
        for (long row = 0; row < rows; row += PANEL) {
            int height = (int) Math.min(PANEL, rows - row);
            long read = row * columns * size;
            MemorySegment.copy(
                    from, ValueLayout.JAVA_BYTE, read, panel, 0, height * columns * size);
            for (int column = 0; column < columns; column++) {
                gather(size, panel, column, columns, line, height);
                long write = (column * rows + row) * size;
                MemorySegment.copy(line, 0, into, ValueLayout.JAVA_BYTE, write, height * size);
            }
        }
    }

    private static void gather(
            int size, byte[] panel, int column, int columns, byte[] line, int count) {
        switch (size) {
            case 2 -> {
                for (int i = 0; i < count; i++) {
                    short element = (short) SHORTS.get(panel, (i * columns + column) * 2);
                    SHORTS.set(line, i * 2, element);
                }
            }
            case 4 -> {
                for (int i = 0; i < count; i++) {
                    int element = (int) INTS.get(panel, (i * columns + column) * 4);
                    INTS.set(line, i * 4, element);
                }
            }
            case 8 -> {
                for (int i = 0; i < count; i++) {
                    long element = (long) LONGS.get(panel, (i * columns + column) * 8);
                    LONGS.set(line, i * 8, element);
                }
            }
            default ->
                    throw new IllegalArgumentException(
                            "An element must have 2, 4 or 8 bytes, found " + size);
        }
    }

    /**
     * Copies some elements of a matrix turned over, without reading the rest of it.
     *
     * @param matrix shape and element type of what is read
     * @param first the first element of {@code [columns, rows]}, row-major
     * @param into receives {@code count} elements from its start
     */
    public static void copy(
            TensorInfo matrix, MemorySegment from, long first, int count, MemorySegment into) {
        requireMatrix(matrix.shape());
        int size = matrix.dtype().bytes();
        long rows = matrix.shape().dims().get(0);
        long columns = matrix.shape().dims().get(1);
        long row = first % Math.max(1, rows); // an empty matrix has no elements to copy
        long column = first / Math.max(1, rows);
        for (int i = 0; i < count; i++) {
            MemorySegment.copy(from, (row * columns + column) * size, into, (long) i * size, size);
            if (++row == rows) {
                row = 0;
                column++;
            }
        }
    }
}
