package dev.merganser.results.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

class HypervolumeTest {

    @Test
    void aStaircaseOfThreePointsIsCountedByHand() {
        double[][] points = {{1, 3}, {2, 2}, {3, 1}};

        assertThat(Hypervolume.of(points, new double[] {4, 4})).isEqualTo(3 + 2 + 1);
    }

    @Test
    void threeCubesThatOverlapAreCountedByHand() {
        // Boxes to (2,2,2): 2·1·1 each, overlap of any two and of all three is the unit cube.
        double[][] points = {{0, 1, 1}, {1, 0, 1}, {1, 1, 0}};

        assertThat(Hypervolume.of(points, new double[] {2, 2, 2})).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void onePointIsABox(int objectives) {
        double[] point = new double[objectives];
        double[] reference = new double[objectives];
        Arrays.setAll(reference, i -> i + 1);

        double expected = 1;
        for (double side : reference) {
            expected *= side;
        }
        assertThat(Hypervolume.of(new double[][] {point}, reference)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6})
    void boxesThatLackOneUnitEachLeaveTheCornerCubesOut(int objectives) {
        // Point i is 1 at i and 0 elsewhere: the union in [0, 2]^m lacks the cube [0, 1]^m alone.
        double[][] points = new double[objectives][objectives];
        double[] reference = new double[objectives];
        Arrays.fill(reference, 2);
        for (int i = 0; i < objectives; i++) {
            points[i][i] = 1;
        }

        assertThat(Hypervolume.of(points, reference))
                .isEqualTo(Math.pow(2, objectives) - 1, within(1e-12));
    }

    @Test
    void pointsOnAQuarterCircleApproachItsArea() {
        double[][] points = new double[20_000][];
        for (int i = 0; i < points.length; i++) {
            double angle = Math.PI / 2 * i / (points.length - 1);
            points[i] = new double[] {1 - Math.cos(angle), 1 - Math.sin(angle)};
        }

        assertThat(Hypervolume.of(points, new double[] {1, 1}))
                .isEqualTo(Math.PI / 4, within(1e-4));
    }

    @ParameterizedTest
    @CsvSource({"1,9", "2,1", "2,9", "3,2", "3,10", "4,9", "5,8", "6,7", "7,6"})
    void equalsInclusionAndExclusionOfAllSubsets(int objectives, int count) {
        for (long seed = 0; seed < 60; seed++) {
            RandomGenerator random = random(seed);
            double[][] points = points(random, count, objectives, seed % 2 == 0 ? 4 : 1_000_000);
            double[] reference = new double[objectives];
            Arrays.fill(reference, 0.9);

            assertThat(Hypervolume.of(points, reference))
                    .as("seed %d", seed)
                    .isEqualTo(inclusionExclusion(points, reference), within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aPointsGainIsTheDifferenceThatItMakes(int objectives) {
        double[] reference = new double[objectives];
        Arrays.fill(reference, 0.9);
        for (long seed = 0; seed < 20; seed++) {
            double[][] all = points(random(seed), 12, objectives, seed % 2 == 0 ? 4 : 1_000_000);
            double[][] others = Arrays.copyOf(all, 11);
            assertThat(Hypervolume.gain(all[11], others, reference))
                    .as("seed %d", seed)
                    .isCloseTo(
                            Hypervolume.of(all, reference) - Hypervolume.of(others, reference),
                            within(1e-12));
        }
        assertThat(Hypervolume.gain(reference, new double[0][], reference)).isZero();
        assertThat(Hypervolume.gain(new double[objectives], new double[0][], reference))
                .isCloseTo(Math.pow(0.9, objectives), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void whatIsNowhereBetterThanAnotherGainsExactlyNothing(int objectives) {
        double[] reference = new double[objectives];
        for (long seed = 0; seed < 20; seed++) {
            double[][] points = points(random(seed), 12, objectives, 1_000_000);
            Arrays.stream(points).forEach(point -> Arrays.setAll(point, i -> point[i] - 1));
            for (double[] point : points) {
                double[] worse = Arrays.stream(point).map(x -> x / 2).toArray();
                assertThat(Hypervolume.gain(worse, points, reference)).isZero();
                assertThat(Hypervolume.gain(point, points, reference)).isZero();
            }
        }
    }

    @Test
    void moreObjectivesAgreeWithFewerWhereTheExtraOneIsConstant() {
        for (int objectives = 2; objectives <= 5; objectives++) {
            double[][] points = points(random(7), 40, objectives, 1_000_000);
            double[][] lifted = new double[points.length][];
            Arrays.setAll(lifted, i -> Arrays.copyOf(points[i], points[i].length + 1));
            double[] reference = new double[objectives];
            Arrays.fill(reference, 1);
            double[] higher = Arrays.copyOf(reference, objectives + 1);
            higher[objectives] = 3;

            assertThat(Hypervolume.of(lifted, higher))
                    .isEqualTo(3 * Hypervolume.of(points, reference), within(1e-10));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void orderRepeatsAndDominatedPointsChangeNothing(int objectives) {
        double[][] points = points(random(3), 25, objectives, 1_000_000);
        double[] reference = new double[objectives];
        Arrays.fill(reference, 1);
        double[][] more = Arrays.copyOf(points, 51);
        for (int i = 0; i < 25; i++) {
            more[50 - i] = points[i];
        }
        more[25] = reference;

        assertThat(Hypervolume.of(more, reference))
                .isEqualTo(Hypervolume.of(points, reference), within(1e-12));
    }

    @Test
    void whatIsNotStrictlyBetterThanTheReferenceAddsNothing() {
        double[][] points = {{0, 1, 0}, {2, 0, 0}};

        assertThat(Hypervolume.of(points, new double[] {1, 1, 1})).isZero();
        assertThat(Hypervolume.of(new double[0][], new double[] {1, 1})).isZero();
    }

    @Test
    void refusesWhatIsNotFinite() {
        assertThatThrownBy(
                        () -> Hypervolume.of(new double[][] {{0, Double.NaN}}, new double[] {1, 1}))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> Hypervolume.of(new double[][] {{0}}, new double[] {1, 1}))
                .hasMessageContaining("as many objectives");
    }

    private static double inclusionExclusion(double[][] points, double[] reference) {
        double sum = 0;
        for (int subset = 1; subset < 1 << points.length; subset++) {
            double box = 1;
            for (int k = 0; k < reference.length; k++) {
                double corner = Double.NEGATIVE_INFINITY;
                for (int i = 0; i < points.length; i++) {
                    corner = (subset >> i & 1) == 1 ? Math.max(corner, points[i][k]) : corner;
                }
                box *= Math.max(0, reference[k] - corner);
            }
            sum += Integer.bitCount(subset) % 2 == 1 ? box : -box;
        }
        return sum;
    }

    private static double[][] points(
            RandomGenerator random, int count, int objectives, int distinct) {
        double[][] points = new double[count][objectives];
        for (double[] point : points) {
            Arrays.setAll(point, _ -> random.nextInt(distinct) / (double) distinct);
        }
        return points;
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
