package dev.merganser.recipes.method.taskvector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.Piece;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

class TrimTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 207, 4098})
    void keepsWhatASortWouldKeep(int n) {
        float[] values = new RandomTensors(n).normal(n, 1);
        for (int wanted : new int[] {1, n / 5 + 1, n / 2 + 1, n}) {
            assertThat(trimmed(values, wanted, n)).isEqualTo(sorted(values, wanted));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 207, 4098})
    void amongEqualMagnitudesTheLowerIndexWins(int n) {
        float[] values = new RandomTensors(n).normal(n, 2);
        for (int i = 0; i < n; i++) {
            values[i] = Math.round(values[i]);
        }
        for (int wanted : new int[] {1, n / 5 + 1, n / 2 + 1, n}) {
            assertThat(trimmed(values, wanted, n)).isEqualTo(sorted(values, wanted));
        }
    }

    @Test
    void keepsInALargeTensorWhatASortWouldKeep() {
        float[] values = new RandomTensors(3).normal(300_000, 1);
        assertThat(trimmed(values, 60_000, 1 << 14)).isEqualTo(sorted(values, 60_000));
    }

    @Test
    void doesNotDependOnTheBlocks() {
        float[] values = {3, -1, 1, 1, -3, 1, 0, 2, 1, -1, 1};
        float[] expected = trimmed(values, 6, values.length);
        assertThat(expected).containsExactly(3, -1, 1, 1, -3, 0, 0, 2, 0, 0, 0);
        for (int block = 1; block < values.length; block++) {
            assertThat(trimmed(values, 6, block)).isEqualTo(expected);
        }
    }

    @Test
    void tellsNeighbouringFloatsApart() {
        float[] values = {1f, Math.nextUp(1f), Math.nextDown(1f), -Math.nextUp(1f)};
        assertThat(trimmed(values, 2, 4)).containsExactly(0, Math.nextUp(1f), 0, -Math.nextUp(1f));
    }

    @Test
    void worksFromSubnormalToLargest() {
        float[] values = {Float.MIN_VALUE, -Float.MAX_VALUE, 0, Float.MIN_NORMAL};
        assertThat(trimmed(values, 1, 4)).containsExactly(0, -Float.MAX_VALUE, 0, 0);
        assertThat(trimmed(values, 3, 4))
                .containsExactly(Float.MIN_VALUE, -Float.MAX_VALUE, 0, Float.MIN_NORMAL);
    }

    @Test
    void densityZeroKeepsNothing() {
        assertThat(ties(0, 1, -2, 3)).containsExactly(0, 0, 0);
    }

    @Test
    void aDensityTooSmallForOneElementStillKeepsTheLargest() {
        assertThat(ties(0.2, 1, -2, 1.5f)).containsExactly(0, -2, 0);
        assertThat(ties(1e-9, 1, -2, 2)).containsExactly(0, -2, 0);
    }

    @Test
    void keepsTheFloorOfDensityTimesElements() {
        assertThat(ties(0.79, 1, -2, 3, 4, -5)).containsExactly(0, 0, 3, 4, -5);
        assertThat(ties(1, 1, -2, 3)).containsExactly(1, -2, 3);
    }

    /** TIES of one model over a base of zeros is its trim. */
    private static float[] ties(double density, float... values) {
        return ArrayMerge.of("ties")
                .base(new float[values.length])
                .model(values)
                .with("density", density)
                .merged();
    }

    private static float[] trimmed(float[] values, int wanted, int block) {
        Sparsifier trim =
                Trim.keepingLargest(wanted, values.length, piece -> pieces(values, block, piece));
        float[] trimmed = new float[values.length];
        pieces(
                values,
                block,
                (from, run, count) -> {
                    trim.apply(from, run, count);
                    System.arraycopy(run, 0, trimmed, (int) from, count);
                });
        return trimmed;
    }

    private static void pieces(float[] values, int block, Piece piece) {
        for (int from = 0; from < values.length; from += block) {
            float[] run = Arrays.copyOfRange(values, from, Math.min(values.length, from + block));
            piece.accept(from, run, run.length);
        }
    }

    /** The plain twin: a stable sort by falling magnitude. */
    private static float[] sorted(float[] values, int wanted) {
        float[] kept = new float[values.length];
        IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Math.abs(values[i])))
                .limit(wanted)
                .forEach(i -> kept[i] = values[i]);
        return kept;
    }
}
