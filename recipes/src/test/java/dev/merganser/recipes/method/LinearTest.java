package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearTest {

    @Test
    void isTheWeightedMean() {
        float[] merged = ArrayMerge.of("linear").weighted(3, 1, 2).weighted(1, 5, -2).merged();
        assertThat(merged).containsExactly(2, 1);
    }

    @Test
    void isTheWeightedSumWithoutNormalize() {
        float[] merged =
                ArrayMerge.of("linear")
                        .weighted(3, 1, 2)
                        .weighted(1, 5, -2)
                        .with("normalize", false)
                        .merged();
        assertThat(merged).containsExactly(8, 4);
    }

    @Test
    void weightsThatCancelAreRefused() {
        ArrayMerge merge = ArrayMerge.of("linear").weighted(.3, 1).weighted(-.3, 2).named("w");
        assertThatThrownBy(merge::merged)
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("for tensor 'w' they sum to 0.0");
        assertThat(merge.with("normalize", false).merged()[0]).isEqualTo((float) (.3 - .6));
    }

    @Test
    void weightsThatCancelButForRoundingAreRefused() {
        ArrayMerge merge = ArrayMerge.of("linear").weighted(.1, 1).weighted(.2, 2).weighted(-.3, 4);
        assertThatThrownBy(merge::merged).isInstanceOf(WrongUseException.class);
    }

    @Test
    void smallWeightsAreAsGoodAsLargeOnes() {
        float[] merged = ArrayMerge.of("linear").weighted(1e-12, 1).weighted(3e-12, 5).merged();
        assertThat(merged).containsExactly(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, 207, 4098})
    void isBitEqualToItsPlainTwin(int n) {
        RandomTensors random = new RandomTensors(n);
        float[] a = random.normal(n, 1);
        float[] b = random.normal(n, 1);
        float[] c = random.normal(n, 1);
        float[] merged =
                ArrayMerge.of("linear")
                        .weighted(.1, a)
                        .weighted(.7, b)
                        .weighted(-.3, c)
                        .merged(100);
        float[] plain = new float[n];
        for (int i = 0; i < n; i++) {
            plain[i] = (float) ((.1 * a[i] + .7 * b[i] + -.3 * c[i]) / (.1 + .7 + -.3));
        }
        assertThat(merged).isEqualTo(plain);
    }
}
