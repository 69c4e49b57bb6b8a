package dev.merganser.recipes.method.spherical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlerpTest {

    @Test
    void halfWayBetweenTwoAxesIsTheDiagonalOfTheCircle() {
        float half = (float) Math.sqrt(.5);
        assertThat(slerp(.5, new float[] {1, 0}, 0, 1))
                .containsExactly(new float[] {half, half}, within(1e-7f));
    }

    @Test
    void aThirdOfARightAngleIsThirtyDegrees() {
        assertThat(slerp(1 / 3.0, new float[] {1, 0}, 0, 1))
                .containsExactly(new float[] {(float) Math.sqrt(.75), .5f}, within(1e-7f));
    }

    @Test
    void theTensorsKeepTheirNorms() {
        assertThat(slerp(.5, new float[] {1, 0}, 0, 3))
                .containsExactly(
                        new float[] {(float) Math.sqrt(.5), 3 * (float) Math.sqrt(.5)},
                        within(1e-6f));
    }

    @Test
    void theEndsAreBaseAndModel() {
        float[] base = {1, 2, -3};
        assertThat(slerp(0, base, 4, -1, .5f)).containsExactly(1, 2, -3);
        assertThat(slerp(1, base, 4, -1, .5f)).containsExactly(4, -1, .5f);
    }

    @Test
    void parallelAndOppositeTensorsAreInterpolatedOnALine() {
        assertThat(slerp(.25, new float[] {1, 2}, 2, 4)).containsExactly(1.25f, 2.5f);
        assertThat(slerp(.25, new float[] {1, 2}, -1, -2)).containsExactly(.5f, 1);
    }

    @Test
    void aTensorOfZerosHasNoDirection() {
        float[] merged = slerp(.25, new float[] {1, 2}, 0, 0);
        float share = (float) Math.sin(.75 * Math.PI / 2);
        assertThat(merged).containsExactly(new float[] {share, 2 * share}, within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 207, 4098})
    void isNearItsPlainTwinInDouble(int n) {
        RandomTensors random = new RandomTensors(n);
        float[] base = random.normal(n, 1);
        float[] model = random.normal(n, 2);
        float[] merged = slerp(.3, base, model);
        double[] plain = plain(.3, base, model);
        for (int i = 0; i < n; i++) {
            assertThat(merged[i]).isCloseTo((float) plain[i], within(1e-6f));
        }
    }

    private static double[] plain(double t, float[] base, float[] model) {
        double cosine = dot(base, model) / Math.sqrt(dot(base, base) * dot(model, model));
        boolean line = Math.abs(cosine) > .9995;
        double angle = Math.acos(Math.clamp(cosine, -1, 1));
        double[] plain = new double[base.length];
        for (int i = 0; i < plain.length; i++) {
            plain[i] =
                    line
                            ? (1 - t) * base[i] + t * model[i]
                            : (Math.sin((1 - t) * angle) * base[i] + Math.sin(t * angle) * model[i])
                                    / Math.sin(angle);
        }
        return plain;
    }

    private static double dot(float[] x, float[] y) {
        double dot = 0;
        for (int i = 0; i < x.length; i++) {
            dot += (double) x[i] * y[i];
        }
        return dot;
    }

    private static float[] slerp(double t, float[] base, float... model) {
        return ArrayMerge.of("slerp").base(base).model(model).with("t", t).merged();
    }
}
