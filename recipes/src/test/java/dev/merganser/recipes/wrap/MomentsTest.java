package dev.merganser.recipes.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.TestCheckpoint;

import org.junit.jupiter.api.Test;

class MomentsTest {

    @Test
    void deviationsAreThoseOfAllValuesHoweverTheyAreCut() {
        float[] values = TestCheckpoint.random(1, 4098);
        for (int i = 0; i < values.length; i++) {
            values[i] += 1000;
        }
        double expected = plain(values);
        for (int run : new int[] {1, 13, 207, 4096, 4098}) {
            assertThat(moments(values, run).deviation()).isCloseTo(expected, within(1e-9));
        }
    }

    @Test
    void nothingHasNoDeviation() {
        assertThat(new Moments().deviation()).isZero();
        assertThat(moments(new float[] {3}, 1).deviation()).isZero();
    }

    private static Moments moments(float[] values, int run) {
        var moments = new Moments();
        for (int from = 0; from < values.length; from += run) {
            int count = Math.min(run, values.length - from);
            float[] piece = new float[count];
            System.arraycopy(values, from, piece, 0, count);
            moments.accept(from, piece, count);
        }
        assertThat(moments.count()).isEqualTo(values.length);
        return moments;
    }

    private static double plain(float[] values) {
        double mean = 0;
        for (float value : values) {
            mean += value / (double) values.length;
        }
        double sum = 0;
        for (float value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }
}
