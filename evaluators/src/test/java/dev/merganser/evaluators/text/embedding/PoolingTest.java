package dev.merganser.evaluators.text.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PoolingTest {

    /** Three tokens of two values, and padding behind them. */
    private static final float[] TOKENS = {1, 2, 3, 5, 8, 11, 1000, 1000};

    private static double[] pooled(Pooling pooling) {
        double[] vector = new double[2];
        pooling.pool(TOKENS, 3, vector);
        return vector;
    }

    @Test
    void paddingHasNoPartInAnyPooling() {
        assertThat(pooled(Pooling.MEAN)).containsExactly(4, 6);
        assertThat(pooled(Pooling.CLS)).containsExactly(1, 2);
        assertThat(pooled(Pooling.LAST)).containsExactly(8, 11);
    }

    @Test
    void productsEqualThePlainSumAtAwkwardLengths() {
        for (int length : new int[] {0, 1, 3, 4, 13, 207}) {
            float[] a = new float[length];
            float[] b = new float[length];
            double sum = 0;
            for (int i = 0; i < length; i++) {
                a[i] = (float) Math.sin(i);
                b[i] = (float) Math.cos(3 * i);
                sum += (double) a[i] * b[i];
            }
            assertThat(Vectors.product(a, b)).isCloseTo(sum, Offset.offset(1e-12));
        }
    }
}
