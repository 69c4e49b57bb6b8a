package dev.merganser.recipes.kinship;

import dev.merganser.recipes.tensor.FloatTensor;

import java.util.function.IntUnaryOperator;

/**
 * One factor of a product of two weights, such as the query weight of {@code W_Qᵀ W_K}: the values
 * of some outer dimensions (those of the hidden state) at every inner one (those of the heads).
 *
 * @param tensor the stored matrix
 * @param innerFirst whether inner dimensions are its rows
 * @param inner how many inner dimensions the product has
 * @param place where inner dimension number i is stored
 */
record Factor(FloatTensor tensor, boolean innerFirst, int inner, IntUnaryOperator place) {

    private static final int MOST_OUTER = 64;

    /** How many outer dimensions there are. */
    int outer() {
        return dim(innerFirst ? 1 : 0);
    }

    /** How many inner dimensions are stored. */
    int storedInner() {
        return dim(innerFirst ? 0 : 1);
    }

    private int dim(int axis) {
        return Math.toIntExact(tensor.info().shape().dims().get(axis));
    }

    /** How many outer dimensions are looked at. */
    int sampled() {
        return Math.min(MOST_OUTER, outer());
    }

    /** The values of the looked-at outer dimensions, as [inner, sampled]. */
    float[][] values() {
        return innerFirst ? byRows() : byColumns();
    }

    private float[][] byRows() {
        int from = (outer() - sampled()) / 2;
        float[][] values = new float[inner][sampled()];
        for (int i = 0; i < inner; i++) {
            tensor.read((long) place.applyAsInt(i) * outer() + from, values[i], sampled());
        }
        return values;
    }

    private float[][] byColumns() {
        int from = (outer() - sampled()) / 2;
        float[][] values = new float[inner][sampled()];
        float[] row = new float[storedInner()];
        for (int outer = 0; outer < sampled(); outer++) {
            tensor.read((long) (from + outer) * row.length, row, row.length);
            for (int i = 0; i < inner; i++) {
                values[i][outer] = row[place.applyAsInt(i)];
            }
        }
        return values;
    }
}
