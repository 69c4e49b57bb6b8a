package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;

class TensorMergeTest {

    @Test
    void anInputThatIsNotANumberIsNamed() {
        for (String method : new String[] {"linear", "task_arithmetic", "ties", "dare_ties"}) {
            ArrayMerge merge = ArrayMerge.of(method).model(1, 2, 3).model(1, 2, Float.NaN);
            if (!method.equals("linear")) {
                merge.base(1, 1, 1);
            }
            assertThatThrownBy(() -> merge.named("w").merged(2))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "Tensor 'w' of model 2 must hold finite numbers; its element 2 is NaN.");
        }
    }

    @Test
    void anInfiniteInputIsNamed() {
        ArrayMerge merge = ArrayMerge.of("slerp").base(1, Float.NEGATIVE_INFINITY).model(1, 2);
        assertThatThrownBy(() -> merge.with("t", .5).merged())
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("of the base model must hold finite numbers; its element 1");
    }

    @Test
    void aTensorWhoseMatrixCannotBeDecomposedIsNamed() {
        ArrayMerge merge =
                ArrayMerge.of("tsvm").base(0, 0, 0, 0).weighted(1e308, 100, 2, 3, 4).shaped(2, 2);
        assertThatThrownBy(() -> merge.named("w").merged())
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("Tensor 'w' cannot be merged by tsvm: A matrix of 2 x 2");
    }

    @Test
    void equalInputsThatAreNotFiniteAreRefusedToo() {
        ArrayMerge merge = ArrayMerge.of("linear").model(1, Float.NaN).model(1, Float.NaN);
        assertThatThrownBy(merge::merged).isInstanceOf(BadDataException.class);
    }

    @Test
    void aResultBeyondTheStoredTypeBecomesItsLargestValue() {
        ArrayMerge merge =
                ArrayMerge.of("task_arithmetic")
                        .base(0, 0, 1)
                        .model(60000, -60000, 2)
                        .model(60000, -60000, 2);
        assertThat(merge.stored(DType.F16).merged()).containsExactly(65504, -65504, 3);
        assertThat(merge.stored(DType.BF16).merged()).containsExactly(120000, -120000, 3);
    }

    @Test
    void anOverflowOfFloat32BecomesItsLargestValue() {
        float max = Float.MAX_VALUE;
        float[] merged = ArrayMerge.of("linear").model(max, -max).model(max, 1).merged();
        assertThat(merged).containsExactly(max, -max / 2);
    }

    @Test
    void tensorsThatAreEqualAreCopied() {
        TensorMerge merge = ArrayMerge.of("linear").model(1, -0f).model(1, -0f).prepared();
        assertThat(merge.copiesInput()).isTrue();
        assertThat(ArrayMerge.read(merge, 2, 2)).containsExactly(1, -0f);
    }

    @Test
    void tensorsThatDifferInOneBitAreMerged() {
        assertThat(ArrayMerge.of("linear").model(1, 0f).model(1, -0f).prepared().copiesInput())
                .isFalse();
        assertThat(
                        ArrayMerge.of("linear")
                                .model(1, 2)
                                .model(1, 2)
                                .with("normalize", false)
                                .prepared()
                                .copiesInput())
                .isFalse();
    }
}
