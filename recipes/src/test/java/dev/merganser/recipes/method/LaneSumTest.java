package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.function.IntToDoubleFunction;

class LaneSumTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, 207, 4098})
    void isThePlainSumOfLanes(int n) {
        float[] x = new RandomTensors(n).normal(n, 1);
        float[] y = new RandomTensors(n + 1).normal(n, 1);
        assertThat(magnitudes(x, n)).isEqualTo(plain(n, i -> Math.abs((double) x[i])));
        assertThat(products(x, y, n)).isEqualTo(plain(n, i -> (double) x[i] * y[i]));
        assertThat(differences(x, y, n)).isEqualTo(plain(n, i -> square((double) x[i] - y[i])));
    }

    @Test
    void doesNotDependOnTheBlocks() {
        float[] x = new RandomTensors(1).normal(4098, 1);
        float[] y = new RandomTensors(2).normal(4098, 1);
        for (int block : new int[] {1, 3, 8, 13, 64, 256, 1000}) {
            assertThat(magnitudes(x, block)).isEqualTo(magnitudes(x, 4098));
            assertThat(products(x, y, block)).isEqualTo(products(x, y, 4098));
            assertThat(differences(x, y, block)).isEqualTo(differences(x, y, 4098));
        }
    }

    @Test
    void addsInDoubleWhatFloatCannotHold() {
        float[] large = {Float.MAX_VALUE, Float.MAX_VALUE};
        assertThat(magnitudes(large, 2)).isEqualTo(2.0 * Float.MAX_VALUE);
        assertThat(products(large, large, 2))
                .isCloseTo(2.0 * Float.MAX_VALUE * Float.MAX_VALUE, within(1e60));
    }

    private static double magnitudes(float[] x, int block) {
        LaneSum sum = new LaneSum();
        for (int from = 0; from < x.length; from += block) {
            int count = Math.min(block, x.length - from);
            sum.addMagnitudes(from, piece(x, from, count), count);
        }
        return sum.total();
    }

    private static double products(float[] x, float[] y, int block) {
        LaneSum sum = new LaneSum();
        for (int from = 0; from < x.length; from += block) {
            int count = Math.min(block, x.length - from);
            sum.addProducts(from, piece(x, from, count), piece(y, from, count), count);
        }
        return sum.total();
    }

    private static double differences(float[] x, float[] y, int block) {
        LaneSum sum = new LaneSum();
        for (int from = 0; from < x.length; from += block) {
            int count = Math.min(block, x.length - from);
            sum.addSquaredDifferences(from, piece(x, from, count), piece(y, from, count), count);
        }
        return sum.total();
    }

    private static double square(double x) {
        return x * x;
    }

    private static float[] piece(float[] values, int from, int count) {
        float[] piece = new float[count];
        System.arraycopy(values, from, piece, 0, count);
        return piece;
    }

    /** The plain twin. */
    private static double plain(int size, IntToDoubleFunction term) {
        double[] lanes = new double[256];
        for (int i = 0; i < size; i++) {
            lanes[i % 256] += term.applyAsDouble(i);
        }
        return pairwise(lanes, 0, 1);
    }

    /** Lanes first, first + step, first + 2 · step, …: those 128 apart are added first. */
    private static double pairwise(double[] lanes, int first, int step) {
        return step == lanes.length
                ? lanes[first]
                : pairwise(lanes, first, 2 * step) + pairwise(lanes, first + step, 2 * step);
    }
}
