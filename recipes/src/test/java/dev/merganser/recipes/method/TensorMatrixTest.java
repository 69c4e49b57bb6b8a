package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class TensorMatrixTest {

    @Test
    void aTensorOfTwoDimensionsIsAMatrixRowByRow() {
        float[] values = new RandomTensors(1).normal(70 * 90, 1);
        Matrix matrix = TensorMatrix.of(ArrayMerge.source(values), Shape.of(70, 90));
        assertThat(matrix.rows()).isEqualTo(70);
        for (int i = 0; i < values.length; i++) {
            assertThat(matrix.get(i / 90, i % 90)).isEqualTo(values[i]);
        }
    }

    @Test
    void aTaskVectorIsTheDifferenceInDouble() {
        Matrix delta = TensorMatrix.taskVector(tensor(1, 3, 0, 1e-8f), 0);
        assertThat(delta.data()).containsExactly(-3, 1, 2, 1e-8f - 4d);
    }

    @Test
    void aTaskVectorThatIsNoNumberNamesItsTensor() {
        assertThatThrownBy(() -> TensorMatrix.taskVector(tensor(1, 3, Float.NaN, 0), 0))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Tensor 'w' of model 1")
                .hasMessageContaining("elements 2 is NaN");
    }

    @Test
    void onlyTwoDimensionsMakeAMatrix() {
        assertThat(TensorMatrix.isMatrix(Shape.of(2, 3))).isTrue();
        assertThat(TensorMatrix.isMatrix(Shape.of(6))).isFalse();
        assertThat(TensorMatrix.isMatrix(Shape.of(2, 0))).isFalse();
        assertThatThrownBy(() -> TensorMatrix.of((_, _, _) -> {}, Shape.of(2, 3, 4)))
                .hasMessage("A matrix has two dimensions, found [2, 3, 4]");
    }

    private static MergeTensor tensor(float... model) {
        MethodDescriptor method = MergeMethods.named("task_arithmetic").descriptor();
        Map<String, Argument> weight = Map.of("weight", Argument.of(1));
        Arguments arguments = Arguments.resolve(method, weight, List.of(Map.of()));
        return MergeTensor.of(
                        new TensorInfo("w", DType.F32, Shape.of(2, 2)),
                        List.of(ArrayMerge.source(model)),
                        arguments)
                .withBase(ArrayMerge.source(new float[] {4, 2, -2, 4}));
    }
}
