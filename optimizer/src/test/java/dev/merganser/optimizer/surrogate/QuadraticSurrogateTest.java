package dev.merganser.optimizer.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

class QuadraticSurrogateTest {

    private static final double NO_RIDGE = 1e-18;

    private static double[] values(List<double[]> points, ToDoubleFunction<double[]> metric) {
        return points.stream().mapToDouble(metric).toArray();
    }

    private static double quadratic(double[] x) {
        double sum = .3;
        for (int i = 0; i < x.length; i++) {
            sum += (i + 1) * .5 * x[i] - (2 - .3 * i) * x[i] * x[i];
            sum += i > 0 ? .7 * x[i] * x[i - 1] : 0;
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"2, 6", "3, 10", "4, 15", "5, 21", "6, 28", "7, 36", "8, 45"})
    void thereAreAsManyTermsAsPointsAreNeeded(int variables, int terms) {
        assertThat(QuadraticTerms.count(variables)).isEqualTo(terms);
        assertThat(QuadraticTerms.at(new double[variables])).hasSize(terms);
    }

    @Test
    void sixPointsRecoverAQuadraticOfTwoVariables() {
        List<double[]> points = Designs.optimal(2, 6, new SplittableRandom(1));
        var fitted =
                QuadraticSurrogate.fit(
                        points,
                        values(points, QuadraticSurrogateTest::quadratic),
                        Warp.IDENTITY,
                        NO_RIDGE);
        assertThat(fitted.coefficients())
                .containsExactly(new double[] {-2, -1.7, .7, .5, 1, .3}, within(1e-7));
        assertThat(fitted.at(new double[] {.3, .9}))
                .isCloseTo(quadratic(new double[] {.3, .9}), within(1e-9));
    }

    @ParameterizedTest
    @EnumSource(Warp.class)
    void warpedQuadraticsAreRecoveredFromAFewMore(Warp warp) {
        List<double[]> points = Designs.latinHypercube(3, 14, new SplittableRandom(3));
        var fitted =
                QuadraticSurrogate.fit(
                        points, values(points, x -> warp.value(quadratic(x))), warp, NO_RIDGE);
        double[] elsewhere = {.2, .8, .5};
        assertThat(fitted.at(elsewhere)).isCloseTo(warp.value(quadratic(elsewhere)), within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(Warp.class)
    void warpsHaveInversesAndSlopes(Warp warp) {
        for (double z : new double[] {-3, -.5, 0, 1, 4}) {
            assertThat(warp.inverse(warp.value(z))).isCloseTo(z, within(1e-9));
            double slope = (warp.value(z + 1e-6) - warp.value(z - 1e-6)) / 2e-6;
            assertThat(warp.slope(z)).isCloseTo(slope, within(1e-8));
        }
        assertThat(warp.inverse(0)).isFinite();
        assertThat(warp.inverse(1)).isFinite();
    }

    @Test
    void aRidgeForetellsNoisyPointsBetterThanNone() {
        var random = new SplittableRandom(5);
        List<double[]> points = Designs.latinHypercube(4, 18, new SplittableRandom(5));
        double[] values = values(points, x -> quadratic(x) + .3 * random.nextDouble());
        CrossValidation.Choice choice = CrossValidation.ridge(points, values, Warp.IDENTITY);
        assertThat(choice.ridge()).isGreaterThan(1e-8);
        assertThat(choice.r2())
                .isGreaterThan(CrossValidation.r2(points, values, Warp.IDENTITY, NO_RIDGE));
        double[] exact = values(points, QuadraticSurrogateTest::quadratic);
        assertThat(CrossValidation.ridge(points, exact, Warp.IDENTITY).r2()).isGreaterThan(.999);
    }

    @Test
    void leverageIsOneWherePointsAreJustEnoughAndGrowsOutside() {
        List<double[]> points = Designs.optimal(2, 6, new SplittableRandom(1));
        var leverage = new Leverage(points);
        points.forEach(point -> assertThat(leverage.at(point)).isCloseTo(1, within(1e-4)));
        assertThat(leverage.excess(points.getFirst())).isCloseTo(0, within(1e-4));
        assertThat(leverage.excess(new double[] {3, 3})).isGreaterThan(1);
    }

    @Test
    void optimalDesignsHaveLargerDeterminantsThanOthers() {
        List<double[]> optimal = Designs.optimal(3, 12, new SplittableRandom(1));
        List<double[]> latin = Designs.latinHypercube(3, 12, new SplittableRandom(1));
        double[] corner = {1, 1, 1};
        assertThat(new Leverage(optimal).at(corner)).isLessThan(1.01);
        assertThat(new Leverage(latin).at(corner)).isGreaterThan(1.5);
        assertThat(optimal).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void publishedSamplingBeginsWithEachAlone() {
        List<double[]> points = Designs.published(3, 20, .2, new SplittableRandom(1));
        assertThat(points).hasSize(20);
        assertThat(points.subList(0, 3))
                .containsExactly(
                        new double[] {1, 0, 0}, new double[] {0, 1, 0}, new double[] {0, 0, 1});
        assertThat(points.subList(3, 7))
                .filteredOn(p -> Arrays.stream(p).distinct().count() == 1)
                .hasSize(2);
        assertThat(points).allMatch(p -> Arrays.stream(p).allMatch(x -> x >= 0 && x <= 1));
    }
}
