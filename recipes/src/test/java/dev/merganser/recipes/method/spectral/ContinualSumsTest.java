package dev.merganser.recipes.method.spectral;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.MergeTensor;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Numbers are in {@link SingularValuesTest}. */
class ContinualSumsTest {

    /** Nothing does that for finite weights, unless the iteration of a decomposition fails. */
    @Test
    void aMatrixThatCannotBeDecomposedIsNamedWhenTheModelIsSurveyed() {
        MergeTensor tensor =
                ArrayMerge.of("opcm").named("w").shaped(1, 2).base(0, 0).model(1, 2).tensor();
        assertThatThrownBy(
                        () ->
                                ContinualSums.of(
                                        List.of(tensor),
                                        _ -> {
                                            throw new ArithmeticException("Not found");
                                        }))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Tensor 'w' cannot be merged by opcm: Not found. Maybe a weight is too large.");
    }
}
