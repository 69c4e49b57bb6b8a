package dev.merganser.recipes.matrix;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Products of a large matrix with thin ones, in double, a block of its rows at a time. */
final class BlockProducts {

    private static final int ROWS = 64;

    private final FloatMatrix matrix;
    private final DMatrixRMaj block;

    BlockProducts(FloatMatrix matrix) {
        this.matrix = matrix;
        this.block = new DMatrixRMaj(Math.min(ROWS, matrix.rows()), matrix.columns());
    }

    /** A·X. */
    DMatrixRMaj times(DMatrixRMaj x) {
        var product = new DMatrixRMaj(matrix.rows(), x.numCols);
        var part = new DMatrixRMaj(1, 1);
        for (int row = 0; row < matrix.rows(); row += ROWS) {
            read(row);
            CommonOps_DDRM.mult(block, x, part);
            CommonOps_DDRM.insert(part, product, row, 0);
        }
        return product;
    }

    /** Aᵀ·Y. */
    DMatrixRMaj transposedTimes(DMatrixRMaj y) {
        var product = new DMatrixRMaj(matrix.columns(), y.numCols);
        for (int row = 0; row < matrix.rows(); row += ROWS) {
            read(row);
            var part = CommonOps_DDRM.extract(y, row, row + block.numRows, 0, y.numCols);
            CommonOps_DDRM.multAddTransA(block, part, product);
        }
        return product;
    }

    private void read(int row) {
        int count = Math.min(ROWS, matrix.rows() - row);
        block.reshape(count, matrix.columns());
        matrix.read(row, count, block.data);
    }
}
