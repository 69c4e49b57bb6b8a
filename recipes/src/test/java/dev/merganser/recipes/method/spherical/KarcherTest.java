package dev.merganser.recipes.method.spherical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KarcherTest {

    @Test
    void theMeanOfThreeAxesIsTheDiagonalAtTheirMeanLength() {
        float third = (float) (2 / Math.sqrt(3));
        assertThat(karcher().model(1, 0, 0).model(0, 2, 0).model(0, 0, 3).merged())
                .containsExactly(new float[] {third, third, third}, within(1e-6f));
    }

    @Test
    void twoModelsMeetHalfWayOnTheCircleAtTheirMeanLength() {
        RandomTensors random = new RandomTensors(11);
        double[] one = PlainVectors.doubles(random.normal(207, 1));
        double[] other = PlainVectors.doubles(random.normal(207, 3));
        double length = (PlainVectors.norm(one) + PlainVectors.norm(other)) / 2;
        double[] half =
                PlainVectors.scaled(
                        length,
                        PlainVectors.unit(
                                PlainVectors.sum(
                                        1, PlainVectors.unit(one), 1, PlainVectors.unit(other))));
        assertThat(karcher().model(floats(one)).model(floats(other)).merged())
                .containsExactly(floats(half), within(1e-5f));
    }

    /** What a Karcher mean is: the optimum of the sum of squared angles. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noPointNearbyHasLessSquaredAngles(long seed) {
        RandomTensors random = new RandomTensors(seed);
        float[][] models = new float[4][];
        ArrayMerge merge = karcher().with("max_iter", 100).with("tol", 1e-9);
        for (int m = 0; m < models.length; m++) {
            models[m] = random.normal(6, 1 + m);
            models[m][0] += 2 + m;
            merge.model(models[m]);
        }
        double[] mean = PlainVectors.unit(PlainVectors.doubles(merge.merged()));
        double least = squaredAngles(mean, models);
        for (int trial = 0; trial < 200; trial++) {
            double[] step = PlainVectors.unit(PlainVectors.doubles(random.normal(6, 1)));
            double[] nearby = PlainVectors.sum(1, mean, .01, step);
            assertThat(squaredAngles(nearby, models)).isGreaterThan(least - 1e-9);
        }
    }

    private static double squaredAngles(double[] point, float[][] models) {
        double sum = 0;
        for (float[] model : models) {
            double angle = PlainVectors.angle(point, PlainVectors.doubles(model));
            sum += angle * angle;
        }
        return sum;
    }

    @Test
    void oppositeModelsLeaveTheFirstAtTheMeanLength() {
        assertThat(karcher().model(3, 0).model(-1, 0).merged())
                .containsExactly(new float[] {2, 0}, within(1e-6f));
    }

    @Test
    void zerosHaveNoDirectionButALength() {
        assertThat(karcher().model(0, 4).model(0, 0).merged())
                .containsExactly(new float[] {0, 2}, within(1e-6f));
        assertThat(karcher().model(0, 0).model(-0f, 0).merged()).containsExactly(0, 0);
    }

    @Test
    void aTinyTensorIsMergedLikeALargeOne() {
        float half = (float) Math.sqrt(.5) * 1e-9f;
        assertThat(karcher().model(1e-9f, 0).model(0, 1e-9f).merged())
                .containsExactly(new float[] {half, half}, within(1e-15f));
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static ArrayMerge karcher() {
        return ArrayMerge.of("karcher");
    }
}
