package dev.merganser.recipes.kinship;

import dev.merganser.recipes.tensor.FloatTensor;

import java.util.function.IntUnaryOperator;

/**
 * A run of the inner dimensions of a matrix: all of them, or where query, key and value are stored
 * as one matrix those of one of the three.
 *
 * @param innerFirst whether inner dimensions are the rows of the matrix
 * @param from the first inner dimension
 * @param count how many there are
 */
record Part(Matrix matrix, boolean innerFirst, int from, int count) {

    static Part whole(Matrix matrix, boolean innerFirst) {
        return new Part(matrix, innerFirst, 0, innerFirst ? matrix.rows() : matrix.columns());
    }

    double cosine() {
        return matrix.likeness().cosine();
    }

    /**
     * The base's factor (or the expert's) of a product that has {@code inner} inner dimensions.
     * Where there are more than here, each head here serves several: grouped-query attention.
     */
    Factor factor(boolean ofBase, int inner, int headDim) {
        FloatTensor tensor = ofBase ? matrix.base() : matrix.expert();
        int heads = inner / count;
        IntUnaryOperator place =
                heads == 1
                        ? i -> from + i
                        : i -> from + i / headDim / heads * headDim + i % headDim;
        return new Factor(tensor, innerFirst, inner, place);
    }
}
