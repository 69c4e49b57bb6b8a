package dev.merganser.recipes.method.spherical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.TensorMerge;
import dev.merganser.recipes.method.torch.TorchTypes;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class ModelStockTest {

    /** 60 degrees: t = 2·½ / (1 + ½) = ⅔. */
    @Test
    void anAngleOfSixtyDegreesGoesTwoThirdsOfTheWayToTheMean() {
        float height = (float) Math.sqrt(.75);
        assertThat(stock().base(1, 1).model(2, 1).model(1.5f, 1 + height).merged())
                .containsExactly(new float[] {1.5f, 1 + height / 3}, within(1e-6f));
    }

    @Test
    void orthogonalTaskVectorsLeaveTheBaseAndEqualOnesTheMean() {
        assertThat(stock().base(1, 1).model(2, 1).model(1, 3).merged()).containsExactly(1, 1);
        assertThat(stock().base(1, 1).model(2, 2).model(3, 3).merged())
                .containsExactly(new float[] {2.5f, 2.5f}, within(1e-6f));
    }

    /** Cosines ½ and 0 of three pairs: their mean ⅙; mean angle 80 degrees. */
    @Test
    void cosinesAreAveragedOrAngles() {
        float height = (float) Math.sqrt(.75);
        float[][] models = {{1, 0, 0}, {.5f, height, 0}, {0, 0, 1}};
        double share = 3 / 6.0 / (1 + 2 / 6.0);
        assertThat(merged(stock(), models)[0]).isCloseTo((float) (share / 2), within(1e-6f));
        double cosine = Math.cos(Math.toRadians(80));
        double ofAngles = 3 * cosine / (1 + 2 * cosine);
        assertThat(merged(stock().with("angle", "degrees"), models)[0])
                .isCloseTo((float) (ofAngles / 2), within(1e-6f));
    }

    private static float[] merged(ArrayMerge merge, float[][] models) {
        merge.base(0, 0, 0);
        for (float[] model : models) {
            merge.model(model);
        }
        return merge.merged();
    }

    @Test
    void filterWiseEachRowHasItsOwnAngle() {
        assertThat(
                        stock().shaped(2, 2)
                                .with("filter_wise", true)
                                .base(0, 0, 0, 0)
                                .model(1, 0, 1, 1)
                                .model(0, 1, 3, 3)
                                .merged())
                .containsExactly(new float[] {0, 0, 2, 2}, within(1e-6f));
    }

    @Test
    void tinyTaskVectorsCountAsMuchAsLargeOnes() {
        assertThat(stock().base(0, 0).model(1e-8f, 0).model(1e-8f, 0).merged())
                .containsExactly(new float[] {1e-8f, 0}, within(1e-15f));
    }

    @Test
    void taskVectorsThatCancelLeaveTheBase() {
        assertThat(stock().base(1, 1).model(2, 1).model(0, 1).merged()).containsExactly(1, 1);
        assertThat(stock().base(1, 1).model(2, 1).model(-4, 1).merged()).containsExactly(1, 1);
    }

    /** Cosine −½: t = −1 / ½ = −2, as the formula has it. */
    @Test
    void taskVectorsThatDisagreeGoBehindTheBase() {
        float height = (float) Math.sqrt(.75);
        assertThat(stock().base(0, 0).model(1, 0).model(-.5f, height).merged())
                .containsExactly(new float[] {-.5f, -height}, within(1e-6f));
    }

    /** Measured with mergekit 0.1.4: 2 % of equal task vectors of norm 10⁻⁴ are left. */
    @Test
    void asMergekitComputesItTinyTaskVectorsLookOrthogonal() {
        ArrayMerge tiny = stock().base(0, 0).model(1e-4f, 0).model(1e-4f, 0);
        assertThat(tiny.merged()[0]).isCloseTo(1e-4f, within(1e-10f));
        assertThat(inTorch(tiny)[0]).isCloseTo(1.98e-6f, within(1e-8f));
    }

    @Test
    void asMergekitComputesItOppositeTaskVectorsAreRefused() {
        ArrayMerge opposite = stock().base(1, 1).model(2, 1).model(-1, 1);
        assertThatThrownBy(() -> inTorch(opposite))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("mergekit would write");
    }

    private static float[] inTorch(ArrayMerge merge) {
        TorchTypes types =
                TorchTypes.of(
                        Optional.of(DType.F32),
                        List.of(DType.F32, DType.F32),
                        Optional.of(DType.F32));
        TensorMerge merged = TensorMerge.prepare(new ModelStock().inTorch(types), merge.tensor());
        return ArrayMerge.read(merged, 2, 2);
    }

    private static ArrayMerge stock() {
        return ArrayMerge.of("model_stock");
    }
}
