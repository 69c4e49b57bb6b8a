package dev.merganser.recipes.method.spherical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

class NuSlerpTest {
    private static final float HALF = (float) Math.sqrt(.5);

    @Test
    void theSecondWeightsShareSaysWhereOnTheCircle() {
        assertThat(nuslerp().weighted(2, 1, 0).weighted(1, 0, 1).merged())
                .containsExactly(new float[] {(float) Math.sqrt(.75), .5f}, within(1e-7f));
    }

    @Test
    void weightsThatCancelAreHalfWay() {
        assertThat(nuslerp().weighted(1, 1, 0).weighted(-1, 0, 1).merged())
                .containsExactly(new float[] {HALF, HALF}, within(1e-7f));
    }

    @Test
    void withABaseItTurnsTaskVectorsAndAddsTheBase() {
        assertThat(nuslerp().base(5, 7).model(6, 7).model(5, 8).merged())
                .containsExactly(new float[] {5 + HALF, 7 + HALF}, within(1e-6f));
    }

    @Test
    void rowsAndColumnsHaveAnglesOfTheirOwn() {
        ArrayMerge rows =
                nuslerp()
                        .shaped(2, 2)
                        .with("nuslerp_flatten", false)
                        .model(1, 0, 2, 2)
                        .model(0, 1, 4, 4);
        assertThat(rows.merged()).containsExactly(new float[] {HALF, HALF, 3, 3}, within(1e-6f));
        ArrayMerge columns =
                nuslerp()
                        .shaped(2, 2)
                        .with("nuslerp_flatten", false)
                        .with("nuslerp_row_wise", true)
                        .model(1, 2, 0, 2)
                        .model(0, 4, 1, 4);
        assertThat(columns.merged()).containsExactly(new float[] {HALF, 3, HALF, 3}, within(1e-6f));
    }

    @Test
    void oppositeVectorsAreOnALine() {
        assertThat(nuslerp().weighted(.25, 2, 2).weighted(.75, -2, -2).merged())
                .containsExactly(new float[] {-1, -1}, within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 207, 4098})
    void fromAWholeTensorItIsSlerp(int n) {
        RandomTensors random = new RandomTensors(n);
        float[] one = random.normal(n, 1);
        float[] other = random.normal(n, 2);
        float[] slerp = ArrayMerge.of("slerp").base(one).model(other).with("t", .3).merged();
        float[] nuslerp = nuslerp().weighted(.7, one).weighted(.3, other).merged();
        assertThat(nuslerp).containsExactly(slerp, within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 61, 5000})
    void everyRowIsMergedAsATensorOfItsOwn(int columns) {
        int rows = 7;
        RandomTensors random = new RandomTensors(columns);
        float[][] x = {random.normal(rows * columns, 1), random.normal(rows * columns, 1)};
        float[] merged =
                nuslerp()
                        .shaped(rows, columns)
                        .with("nuslerp_flatten", false)
                        .weighted(.4, x[0])
                        .weighted(.6, x[1])
                        .merged(97);
        for (int row = 0; row < rows; row++) {
            float[] alone =
                    nuslerp()
                            .weighted(.4, row(x[0], row, columns))
                            .weighted(.6, row(x[1], row, columns))
                            .merged();
            assertThat(row(merged, row, columns)).containsExactly(alone, within(1e-6f));
        }
    }

    private static float[] row(float[] values, int row, int columns) {
        return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }

    @Test
    void threeModelsAreRefused() {
        assertThatThrownBy(() -> MergeMethods.named("nuslerp").descriptor().checkModels(3, true))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("exactly 2 models beside the base; found 3");
    }

    private static ArrayMerge nuslerp() {
        return ArrayMerge.of("nuslerp");
    }
}
