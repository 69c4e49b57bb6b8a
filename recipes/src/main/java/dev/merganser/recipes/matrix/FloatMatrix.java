package dev.merganser.recipes.matrix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A matrix of float32, row-major, in memory of its owner's, mostly outside the heap.
 *
 * @param data native byte order, {@code rows · columns} elements
 */
public record FloatMatrix(MemorySegment data, int rows, int columns) {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    public FloatMatrix {
        long bytes = (long) rows * columns * Float.BYTES;
        if (data.byteSize() != bytes) {
            throw new IllegalArgumentException(
                    "A matrix of %d x %d needs %d bytes, found %d"
                            .formatted(rows, columns, bytes, data.byteSize()));
        }
    }

    /** Reads whole rows, from {@code row}, widened. */
    void read(int row, int count, double[] into) {
        float[] values = new float[columns];
        for (int i = 0; i < count; i++) {
            long at = (long) (row + i) * columns * Float.BYTES;
            MemorySegment.copy(data, FLOAT, at, values, 0, columns);
            for (int j = 0; j < columns; j++) {
                into[i * columns + j] = values[j];
            }
        }
    }

    /** The sum of the squares of all elements, row by row. */
    public double squaredNorm() {
        double[] row = new double[columns];
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            read(i, 1, row);
            sum += squaredNorm(row);
        }
        return sum;
    }

    private static double squaredNorm(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }
}
