package dev.merganser.recipes.method.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;

import java.util.ArrayList;
import java.util.List;

/** Task vectors that WUDI and its kin are tried on. */
final class TestMatrices {

    private TestMatrices() {}

    /**
     * τ = diag(8, 4, 2, 1) twice, ‖τ‖² = 85, so λ = 128/85, 32/85, 8/85, 2/85 and each column's way
     * leads from 2τ to τ.
     */
    static ArrayMerge diagonals(String method) {
        float[] vector = {8, 0, 0, 0, 0, 4, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1};
        return ArrayMerge.of(method).shaped(4, 4).base(new float[16]).model(vector).model(vector);
    }

    /** The diagonal of a merge that holds zeros beside it. */
    static float[] diagonal(ArrayMerge merge) {
        float[] merged = merge.merged();
        for (int i = 0; i < merged.length; i++) {
            assertThat(i % 5 == 0 ? 0 : merged[i]).isCloseTo(0, within(1e-6f));
        }
        return new float[] {merged[0], merged[5], merged[10], merged[15]};
    }

    static ArrayMerge random(String method, int rows, int columns, int models) {
        ArrayMerge merge =
                ArrayMerge.of(method).shaped(rows, columns).base(new float[rows * columns]);
        vectors(rows, columns, models).forEach(vector -> merge.model(floats(vector)));
        return merge;
    }

    static Interference interference(List<Matrix> vectors) {
        return Interference.of(vectors.size(), vectors::get);
    }

    static List<Matrix> vectors(int rows, int columns, int models) {
        RandomTensors random = new RandomTensors(rows * 31L + columns);
        List<Matrix> vectors = new ArrayList<>();
        for (int i = 0; i < models; i++) {
            vectors.add(matrix(rows, columns, random.normal(rows * columns, 1)));
        }
        return vectors;
    }

    static Matrix matrix(int rows, int columns, float[] values) {
        Matrix matrix = Matrix.of(rows, columns);
        for (int i = 0; i < values.length; i++) {
            matrix.data()[i] = values[i];
        }
        return matrix;
    }

    static float[] floats(Matrix matrix) {
        float[] values = new float[matrix.data().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) matrix.data()[i];
        }
        return values;
    }
}
