package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.parallel.Workers;

import java.util.ArrayList;
import java.util.List;

/**
 * The change Δ of one matrix that {@link Doge} learns: Adam on the loss Σⱼ Σ_rows cⱼ², where cⱼ =
 * Σ_columns τⱼ ⊙ (τⱼ − Σₖ λₖ(τₖ + Δ)) is the conflict of row and task j.
 *
 * <p>The gradient is −2 Σλ · Σⱼ cⱼ ⊙ τⱼ, its projection a product with a matrix from the left, so a
 * step needs nothing of other columns but the conflicts. Blocks of columns, always of the same
 * width, take it side by side.
 */
final class ConflictDescent {
    private static final double RATE = 1e-4;
    private static final int COLUMNS = 128;

    private final List<Matrix> vectors;
    private final double[] factors;
    private final Matrix subspace;
    private final int rows;
    private final int columns;

    /**
     * A descent from Δ = 0.
     *
     * @param vectors the task vectors
     * @param factors λ of each
     * @param subspace orthonormal columns, perhaps none, which the gradient keeps out of
     */
    ConflictDescent(List<Matrix> vectors, double[] factors, Matrix subspace) {
        this.vectors = vectors;
        this.factors = factors;
        this.subspace = subspace;
        this.rows = vectors.getFirst().rows();
        this.columns = vectors.getFirst().columns();
    }

    /** Δ after so many steps. */
    Matrix change(int steps, Workers workers) {
        List<Part> parts = new ArrayList<>();
        for (int from = 0; from < columns; from += COLUMNS) {
            parts.add(new Part(from, Math.min(from + COLUMNS, columns)));
        }
        double[][] conflicts = sum(parts);
        for (int step = 0; step < steps; step++) {
            double[][] now = conflicts;
            workers.forEach(parts.size(), i -> parts.get(i).step(now));
            conflicts = sum(parts);
        }
        return Matrix.beside(parts.stream().map(part -> part.change).toList());
    }

    private double[][] sum(List<Part> parts) {
        double[][] sum = new double[vectors.size()][rows];
        for (Part part : parts) {
            for (int j = 0; j < sum.length; j++) {
                for (int row = 0; row < rows; row++) {
                    sum[j][row] += part.conflicts[j][row];
                }
            }
        }
        return sum;
    }

    /** A block of columns. */
    private final class Part {
        private final int width;
        private final List<Matrix> vectors;

        /** Σ λₖ τₖ. */
        private final Matrix scaled;

        private final Matrix change;
        private final Adam adam;
        private final double total;

        /** What these columns add to the conflict of each task and row. */
        private final double[][] conflicts;

        Part(int from, int to) {
            this.width = to - from;
            this.vectors =
                    ConflictDescent.this.vectors.stream()
                            .map(vector -> vector.columns(from, to))
                            .toList();
            this.change = Matrix.of(rows, width);
            this.adam = new Adam(RATE, rows * width);
            this.conflicts = new double[vectors.size()][rows];
            Matrix sum = Matrix.of(rows, width);
            double all = 0;
            for (int k = 0; k < factors.length; k++) {
                sum = sum.plus(vectors.get(k).times(factors[k]));
                all += factors[k];
            }
            this.scaled = sum;
            this.total = all;
            findConflicts();
        }

        void step(double[][] all) {
            Matrix gradient = gradient(all);
            if (subspace.columns() > 0) {
                gradient = gradient.minus(subspace.times(subspace.transposeTimes(gradient)));
            }
            adam.step(gradient.data(), change.data());
            findConflicts();
        }

        private Matrix gradient(double[][] all) {
            Matrix gradient = Matrix.of(rows, width);
            double[] slopes = gradient.data();
            for (int j = 0; j < all.length; j++) {
                double[] vector = vectors.get(j).data();
                for (int i = 0; i < slopes.length; i++) {
                    slopes[i] -= 2 * total * all[j][i / width] * vector[i];
                }
            }
            return gradient;
        }

        private void findConflicts() {
            double[] merged = scaled.plus(change.times(total)).data();
            for (int j = 0; j < conflicts.length; j++) {
                double[] vector = vectors.get(j).data();
                for (int row = 0; row < rows; row++) {
                    double sum = 0;
                    for (int i = row * width; i < (row + 1) * width; i++) {
                        sum += vector[i] * (vector[i] - merged[i]);
                    }
                    conflicts[j][row] = sum;
                }
            }
        }
    }
}
