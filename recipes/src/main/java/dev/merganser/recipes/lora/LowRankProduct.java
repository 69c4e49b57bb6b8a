package dev.merganser.recipes.lora;

import dev.merganser.recipes.tensor.Tensor;

/**
 * A product of two stored factors, left {@code [rows, rank]} and right {@code [rank, columns]},
 * times a scale.
 *
 * @param transposed whether both are stored the other way round, {@code [rank, rows]} and {@code
 *     [columns, rank]}
 */
record LowRankProduct(
        Tensor left,
        Tensor right,
        boolean transposed,
        int rows,
        int rank,
        int columns,
        double scale) {

    /** Decodes both factors. */
    Factors factors() {
        float[] l = left.floats();
        float[] r = right.floats();
        return transposed
                ? new Factors(transposed(l, rank, rows), transposed(r, columns, rank))
                : new Factors(l, r);
    }

    private static float[] transposed(float[] values, int rows, int columns) {
        float[] turned = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                turned[j * rows + i] = values[i * columns + j];
            }
        }
        return turned;
    }
}
