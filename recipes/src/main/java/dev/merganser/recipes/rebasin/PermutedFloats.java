package dev.merganser.recipes.rebasin;

import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A vector or matrix with its rows and columns in another order, which is found when it is first
 * asked for.
 *
 * @param places which row and column takes the place of each
 */
record PermutedFloats(FloatTensor whole, Supplier<Places> places) implements FloatTensor {

    /**
     * Rows and columns by place.
     *
     * @param isIdentity whether nothing moves
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and stays in this package
    record Places(int[] rows, int[] columns, boolean isIdentity) {}

    @Override
    public TensorInfo info() {
        return whole.info();
    }

    @Override
    public void read(long from, float[] into, int count) {
        Places found = places.get();
        if (found.isIdentity()) {
            whole.read(from, into, count);
            return;
        }
        int columns = found.columns().length;
        float[] row = new float[columns];
        for (int done = 0; done < count; ) {
            int place = Math.toIntExact((from + done) / columns);
            int column = (int) ((from + done) % columns);
            int length = Math.min(count - done, columns - column);
            whole.read((long) found.rows()[place] * columns, row, columns);
            for (int i = 0; i < length; i++) {
                into[done + i] = row[found.columns()[column + i]];
            }
            done += length;
        }
    }

    @Override
    public Optional<Tensor> stored() {
        return places.get().isIdentity() ? whole.stored() : Optional.empty();
    }
}
