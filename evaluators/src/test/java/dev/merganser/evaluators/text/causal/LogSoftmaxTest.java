package dev.merganser.evaluators.text.causal;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;

class LogSoftmaxTest {

    private static double of(int position, int token, int vocabulary, float... logits) {
        return new LogSoftmax(vocabulary).of(MemorySegment.ofArray(logits), position, token);
    }

    @Test
    void probabilitiesOfEqualLogitsAreEqual() {
        assertThat(of(1, 2, 4, 9, 9, 9, 9, 3, 3, 3, 3))
                .isCloseTo(-Math.log(4), Offset.offset(1e-15));
    }

    @Test
    void hugeLogitsNeitherOverflowNorVanish() {
        assertThat(of(0, 0, 2, 3e38f, 0)).isEqualTo(0);
        assertThat(of(0, 1, 2, 1000, 0)).isEqualTo(-1000);
        assertThat(of(0, 0, 2, -3e38f, -3e38f)).isCloseTo(-Math.log(2), Offset.offset(1e-15));
    }

    @Test
    void itEqualsThePlainFormula() {
        for (int vocabulary : new int[] {1, 13, 207, 4098}) {
            float[] logits = new float[vocabulary];
            double sum = 0;
            for (int v = 0; v < vocabulary; v++) {
                logits[v] = (float) (12 * Math.sin(v));
                sum += Math.exp(logits[v]);
            }
            int token = vocabulary / 2;
            assertThat(of(0, token, vocabulary, logits))
                    .isCloseTo(logits[token] - Math.log(sum), Offset.offset(1e-12));
        }
    }

    @Test
    void logitsThatAreNotFiniteGiveNoNumber() {
        assertThat(of(0, 0, 2, Float.NaN, 1)).isNaN();
        assertThat(of(0, 1, 2, Float.NaN, 1)).isNaN();
        assertThat(of(0, 0, 2, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY)).isNaN();
    }
}
