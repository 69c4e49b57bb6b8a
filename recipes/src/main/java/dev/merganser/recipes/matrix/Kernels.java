package dev.merganser.recipes.matrix;

import java.util.function.UnaryOperator;

/**
 * The heavy work behind matrices, in two forms that agree within rounding. Which one works depends
 * on the size of the matrices alone, so that the same matrices have the same results in every merge
 * of one machine, whatever else it does and however many threads do it.
 */
sealed interface Kernels permits PlainKernels, NativeKernels {

    /** Products of elements from which the native library is worth its calls and its loading. */
    double LARGE = 1 << 24;

    /** The kernels for so many products of elements: rows × columns × the third side. */
    static Kernels of(int first, int second, int third) {
        return (double) first * second * third < LARGE ? PlainKernels.INSTANCE : ForLarge.KERNELS;
    }

    /** Found at first use. */
    final class ForLarge {
        static final Kernels KERNELS = NativeKernels.find().orElse(PlainKernels.INSTANCE);

        private ForLarge() {}
    }

    /** A·B, either of them transposed where asked. */
    Matrix product(Matrix a, boolean transposeA, Matrix b, boolean transposeB);

    /** The thin decomposition of a finite matrix, values descending. */
    Svd svd(Matrix matrix);

    /** The decomposition of a finite symmetric matrix, values descending. */
    SymmetricEigen eigen(Matrix matrix);

    /**
     * Makes B to B·A⁻¹ by the Cholesky factor of A; {@link ArithmeticException} where A is not
     * positive definite.
     */
    UnaryOperator<Matrix> solver(Matrix matrix);

    /** The complaint about a matrix that is not positive definite. */
    static ArithmeticException notPositiveDefinite(Matrix matrix) {
        return new ArithmeticException(
                "A matrix of %d x %d must be positive definite to be factored"
                        .formatted(matrix.rows(), matrix.rows()));
    }
}
