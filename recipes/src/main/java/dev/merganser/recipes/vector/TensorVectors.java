package dev.merganser.recipes.vector;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The base and the vectors of one tensor. Immutable; safe for use by many threads.
 *
 * @param elements of the tensor
 * @param rows its first dimension, 1 where it has none
 * @param base native-order float32, as the vectors are
 * @param vectors in the order of their models
 * @param cut how the elements are divided
 */
record TensorVectors(long elements, long rows, MemorySegment base, List<Vector> vectors, Cut cut) {

    TensorVectors {
        vectors = List.copyOf(vectors);
    }

    /**
     * What one model adds.
     *
     * @param values native-order float32
     * @param owners the coefficient of each part
     */
    record Vector(MemorySegment values, List<Integer> owners) {
        Vector {
            owners = List.copyOf(owners);
        }
    }

    /** Native memory that they take. */
    long bytes() {
        long parts = cut instanceof Cut.Drawn drawn ? drawn.bytes().byteSize() : 0;
        long values = vectors.stream().mapToLong(vector -> vector.values().byteSize()).sum();
        return base.byteSize() + values + parts;
    }

    /** Writes base + Σ cⱼdⱼ, each element rounded once. */
    void write(double[] coefficients, MemorySegment out) {
        new VectorSum(this, coefficients).write(out);
    }

    /** Writes |base| + Σ |cⱼdⱼ|. */
    void writeSizes(double[] coefficients, MemorySegment out) {
        new VectorSum(this, coefficients).writeSizes(out);
    }

    /** Adds the squares of what each coefficient multiplies. */
    void addSquares(double[] sums) {
        for (Vector vector : vectors) {
            var products = new VectorProducts(List.of(vector), cut, elements);
            products.add(0, vector.values(), 0, elements);
            products.addTo(sums);
        }
    }

    /** Adds ⟨g, dⱼ⟩ to the sum of each coefficient. */
    void contract(MemorySegment gradient, double[] sums) {
        var products = new VectorProducts(vectors, cut, elements);
        products.add(0, gradient, 0, elements);
        products.addTo(sums);
    }

    /** The same for a gradient that has these rows only. */
    void contractRows(long[] indices, MemorySegment gradient, double[] sums) {
        long width = rows == 0 ? 0 : elements / rows;
        var products = new VectorProducts(vectors, cut, width);
        for (int i = 0; i < indices.length; i++) {
            if (!(indices[i] >= 0 && indices[i] < rows)) {
                throw new IndexOutOfBoundsException(
                        "A tensor of %d rows has no row %d".formatted(rows, indices[i]));
            }
            products.add(indices[i] * width, gradient, i * width, width);
        }
        products.addTo(sums);
    }
}
