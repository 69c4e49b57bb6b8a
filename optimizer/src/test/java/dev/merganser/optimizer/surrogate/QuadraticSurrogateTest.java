package dev.merganser.optimizer.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.results.value.Direction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

class QuadraticSurrogateTest {

    private static final double NO_RIDGE = 1e-18;

    private static double[] values(List<double[]> points, ToDoubleFunction<double[]> metric) {
        return points.stream().mapToDouble(metric).toArray();
    }

    private static double[] without(double[] values, int left) {
        return IntStream.range(0, values.length)
                .filter(i -> i != left)
                .mapToDouble(i -> values[i])
                .toArray();
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
        List<double[]> points = Designs.optimal(2, 6, List.of(), new SplittableRandom(1));
        var fitted =
                QuadraticSurrogate.fit(
                        points,
                        values(points, QuadraticSurrogateTest::quadratic),
                        Warp.IDENTITY,
                        NO_RIDGE);
        for (double[] point : Designs.latinHypercube(2, 20, new SplittableRandom(2))) {
            assertThat(fitted.at(point)).isCloseTo(quadratic(point), within(1e-9));
        }
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

    private static double[] alike(List<double[]> points) {
        return FitPoints.alike(points, List.of()).importance();
    }

    @Test
    void aRidgeForetellsNoisyPointsBetterThanNone() {
        var random = new SplittableRandom(5);
        List<double[]> points = Designs.latinHypercube(4, 18, new SplittableRandom(5));
        double[] values = values(points, x -> quadratic(x) + .3 * random.nextDouble());
        CrossValidation.Choice choice =
                CrossValidation.best(points, values, alike(points), List.of(Warp.IDENTITY));
        assertThat(choice.ridge()).isGreaterThan(1e-8);
        double[] exact = values(points, QuadraticSurrogateTest::quadratic);
        assertThat(CrossValidation.best(points, exact, alike(points), List.of(Warp.IDENTITY)).r2())
                .isGreaterThan(.999);
    }

    @ParameterizedTest
    @CsvSource({"IDENTITY, 1e-9", "SIGMOID, .02", "SOFTPLUS, .02"})
    void whatIsForetoldOfAPointIsWhatAFitWithoutItForetells(Warp warp, double off) {
        var random = new SplittableRandom(5);
        List<double[]> points = Designs.latinHypercube(2, 14, new SplittableRandom(5));
        double[] values = values(points, x -> warp.value(quadratic(x) + .1 * random.nextDouble()));
        var regression = new RidgeRegression(points, values, alike(points), warp);
        double[] coefficients = regression.solve(1e-3, regression.straightened(1e-3));
        double[] foretold = regression.leftOut(coefficients, 1e-3);
        for (int i = 0; i < values.length; i++) {
            List<double[]> others = new ArrayList<>(points);
            others.remove(i);
            double[] otherValues = without(values, i);
            assertThat(foretold[i])
                    .isCloseTo(
                            QuadraticSurrogate.fit(others, otherValues, warp, 1e-3)
                                    .at(points.get(i)),
                            within(off));
        }
    }

    @Test
    void leverageIsOneWherePointsAreJustEnoughAndGrowsOutside() {
        List<double[]> points = Designs.optimal(2, 6, List.of(), new SplittableRandom(1));
        var leverage = new Leverage(points, alike(points));
        points.forEach(point -> assertThat(leverage.at(point)).isCloseTo(1, within(1e-4)));
        assertThat(leverage.excess(points.getFirst())).isCloseTo(0, within(1e-4));
        assertThat(leverage.excess(new double[] {3, 3})).isGreaterThan(1);
    }

    @Test
    void withFewerPointsThanTermsLeverageRanksPointsAndForbidsNone() {
        List<double[]> points = Designs.optimal(3, 8, List.of(), new SplittableRandom(1));
        var leverage = new Leverage(points, alike(points));
        List<double[]> others = Designs.latinHypercube(3, 50, new SplittableRandom(2));
        assertThat(others).allMatch(point -> leverage.excess(point) < 1);
        assertThat(leverage.excess(new double[] {2, 2, 2}))
                .isGreaterThan(leverage.excess(new double[] {1.2, 1.2, 1.2}) + 0.05);
    }

    @Test
    void equalValuesHaveNoR2ThoughTheirMeanIsRounded() {
        List<double[]> points = Designs.latinHypercube(2, 12, new SplittableRandom(1));
        double[] values = values(points, _ -> 0.1);
        assertThat(CrossValidation.best(points, values, alike(points), List.of(Warp.IDENTITY)).r2())
                .isNaN();
    }

    @ParameterizedTest
    @CsvSource({"43, false", "44, true", "65535, true", "2000000000, true"})
    void quadraticsOfMoreThanAThousandTermsAreTooLargeHoweverManyGenesThereAre(
            int genes, boolean tooMany) {
        assertThat(MapSettings.hasTooManyTerms(genes)).isEqualTo(tooMany);
    }

    @Test
    void candidatesOfADesignDoNotRepeat() {
        List<List<Double>> points =
                Designs.thirds(7, 2000, new SplittableRandom(1)).stream()
                        .map(point -> Arrays.stream(point).boxed().toList())
                        .toList();
        assertThat(points).hasSizeGreaterThan(1000).doesNotHaveDuplicates();
    }

    @Test
    void noExchangeLowersTheDeterminantOfFewerPointsThanTerms() {
        int count = 40;
        for (long seed = 1; seed <= 3; seed++) {
            List<double[]> candidates = Designs.thirds(10, 250, new SplittableRandom(seed));
            double before = Double.NEGATIVE_INFINITY;
            for (int sweeps = 0; sweeps <= 4; sweeps++) {
                double after =
                        logDeterminant(
                                new DeterminantExchange(
                                                candidates, List.of(), Designs.ridge(10, count))
                                        .best(count, sweeps));
                assertThat(after).isGreaterThanOrEqualTo(before - 1e-6);
                before = after;
            }
        }
    }

    /** Of ΦΦᵀ with a little on its diagonal, which is that of ΦᵀΦ but for a constant. */
    private static double logDeterminant(List<double[]> points) {
        int n = points.size();
        double[][] matrix = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                matrix[i][j] =
                        QuadraticTerms.dot(
                                QuadraticTerms.at(points.get(i)), QuadraticTerms.at(points.get(j)));
            }
            matrix[i][i] += 1e-3;
        }
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += Math.log(matrix[k][k]);
            for (int i = k + 1; i < n; i++) {
                double factor = matrix[i][k] / matrix[k][k];
                for (int j = k; j < n; j++) {
                    matrix[i][j] -= factor * matrix[k][j];
                }
            }
        }
        return sum;
    }

    @Test
    void lossesAreNotCappedAtOneThoughAllKnownOnesAreBelow() {
        List<double[]> points = Designs.latinHypercube(2, 14, new SplittableRandom(1));
        List<double[]> costs =
                points.stream()
                        .map(x -> Warp.SIGMOID.value(4 * quadratic(x)))
                        .map(share -> new double[] {share, -share})
                        .toList();
        SurrogateFit fit =
                SurrogateFit.of(
                        FitPoints.alike(points, costs),
                        List.of(Direction.MINIMIZE, Direction.MAXIMIZE),
                        Optional.empty());
        assertThat(fit.models().get(0).warp()).isNotEqualTo(Warp.SIGMOID);
        assertThat(fit.models().get(1).warp()).isEqualTo(Warp.SIGMOID);
    }

    @Test
    void optimalDesignsHaveLargerDeterminantsThanOthers() {
        List<double[]> optimal = Designs.optimal(3, 12, List.of(), new SplittableRandom(1));
        List<double[]> latin = Designs.latinHypercube(3, 12, new SplittableRandom(1));
        double[] corner = {1, 1, 1};
        assertThat(new Leverage(optimal, alike(optimal)).at(corner)).isLessThan(1.01);
        assertThat(new Leverage(latin, alike(latin)).at(corner)).isGreaterThan(1.5);
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
