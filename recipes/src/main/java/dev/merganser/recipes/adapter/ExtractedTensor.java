package dev.merganser.recipes.adapter;

import dev.merganser.recipes.matrix.FloatMatrix;
import dev.merganser.recipes.matrix.TruncatedSvd;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What becomes of one tensor of a task vector δ in an adapter. */
sealed interface ExtractedTensor {

    /** The tensor in the merged model. */
    TensorInfo info();

    /** The sum of the squares of its δ. */
    double energy();

    /** Neither merged nor changed. */
    record Unchanged(TensorInfo info) implements ExtractedTensor {
        @Override
        public double energy() {
            return 0;
        }
    }

    /**
     * Has no low-rank form.
     *
     * @param relative ‖δ‖ as a share of the norm of the base's tensor
     */
    record Full(TensorInfo info, double energy, double relative) implements ExtractedTensor {}

    /**
     * The best low-rank approximation of a matrix, half of each singular value in either factor.
     *
     * @param a {@code [rank, in]}, float32
     * @param b {@code [out, rank]}, float32
     * @param kept the sum of the squares of B·A, at most the energy
     */
    record LowRank(TensorInfo info, FloatMatrix a, FloatMatrix b, double energy, double kept)
            implements ExtractedTensor {

        private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

        /**
         * Decomposes δ of {@code info}.
         *
         * @param transposed whether δ is {@code [in, out]}
         * @param arena owns the factors
         */
        static LowRank of(
                TensorInfo info,
                TaskVector.Delta delta,
                int rank,
                boolean transposed,
                Arena arena) {
            int rows = Math.toIntExact(info.shape().dims().getFirst());
            int columns = Math.toIntExact(info.shape().dims().getLast());
            var svd = TruncatedSvd.of(new FloatMatrix(delta.values(), rows, columns), rank);
            int in = transposed ? rows : columns;
            int out = transposed ? columns : rows;
            FloatMatrix a = matrix(rank, in, arena);
            FloatMatrix b = matrix(out, rank, arena);
            for (int k = 0; k < svd.rank(); k++) {
                double root = Math.sqrt(svd.value(k));
                for (int j = 0; j < in; j++) {
                    put(a, k, j, root * (transposed ? svd.left(j, k) : svd.right(j, k)));
                }
                for (int i = 0; i < out; i++) {
                    put(b, i, k, root * (transposed ? svd.right(i, k) : svd.left(i, k)));
                }
            }
            double energy = delta.squaredNorm();
            return new LowRank(info, a, b, energy, Math.min(energy, svd.squaredNorm()));
        }

        private static FloatMatrix matrix(int rows, int columns, Arena arena) {
            long bytes = (long) rows * columns * Float.BYTES;
            MemorySegment data = arena.allocate(bytes, Float.BYTES);
            return new FloatMatrix(data, rows, columns);
        }

        private static void put(FloatMatrix matrix, int row, int column, double value) {
            matrix.data().setAtIndex(FLOAT, (long) row * matrix.columns() + column, (float) value);
        }

        String module() {
            return ModuleKinds.module(info.name());
        }
    }
}
