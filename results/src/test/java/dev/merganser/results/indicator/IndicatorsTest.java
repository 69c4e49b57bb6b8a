package dev.merganser.results.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.results.front.Hypervolume;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

class IndicatorsTest {

    private static final double EXACT = 1e-12;

    /** {(.9, .2), (.6, .6), (.1, .8)} and {(.8, .3), (.5, .5), (.2, .7)}, which are maximized. */
    private static final double[][] A = {{-.9, -.2}, {-.6, -.6}, {-.1, -.8}};

    private static final double[][] B = {{-.8, -.3}, {-.5, -.5}, {-.2, -.7}};

    private static final double[][] LINE = {{0, 1}, {.5, .5}, {1, 0}};

    @Test
    void workedFronts() {
        assertThat(Hypervolume.of(A, new double[] {0, 0})).isCloseTo(.44, within(EXACT));
        assertThat(Hypervolume.of(B, new double[] {0, 0})).isCloseTo(.38, within(EXACT));
        assertThat(FrontDistance.generational(A, B)).isCloseTo(Math.sqrt(.02), within(EXACT));
        assertThat(FrontDistance.invertedGenerational(A, B))
                .isCloseTo(Math.sqrt(.02), within(EXACT));
        assertThat(WinRate.of(A, B)).isCloseTo(5 / 9.0, within(EXACT));
        assertThat(WinRate.of(B, A)).isCloseTo(4 / 9.0, within(EXACT));
    }

    @Test
    void distancesWithAPlusCountOnlyWhatIsWorse() {
        double[][] better = {{0, 0}};
        double[][] worse = {{3, 4}};
        assertThat(FrontDistance.generational(better, worse)).isEqualTo(5);
        assertThat(FrontDistance.generationalPlus(better, worse)).isZero();
        assertThat(FrontDistance.generationalPlus(worse, better)).isEqualTo(5);
        assertThat(FrontDistance.invertedGenerationalPlus(better, worse)).isZero();
        assertThat(FrontDistance.invertedGenerationalPlus(worse, better)).isEqualTo(5);
        assertThat(FrontDistance.invertedGenerationalPlus(new double[][] {{3, -4}}, better))
                .isEqualTo(3);
    }

    @Test
    void distancesAreMeansOverTheRightFront() {
        double[][] one = {{0, 1}};
        assertThat(FrontDistance.generational(one, LINE)).isZero();
        assertThat(FrontDistance.invertedGenerational(one, LINE))
                .isCloseTo((Math.sqrt(.5) + Math.sqrt(2)) / 3, within(EXACT));
    }

    @Test
    void epsilonIsTheShiftThatDominates() {
        assertThat(AdditiveEpsilon.of(LINE, LINE)).isZero();
        assertThat(AdditiveEpsilon.of(new double[][] {{.5, .5}}, LINE)).isEqualTo(.5);
        assertThat(AdditiveEpsilon.of(new double[][] {{-1, -1}}, LINE)).isEqualTo(-1);
        assertThat(AdditiveEpsilon.of(A, B)).isCloseTo(.1, within(EXACT));
    }

    @Test
    void directionsAreAllMultiplesThatSumToOne() {
        assertThat(SimplexLattice.of(2, 2))
                .containsExactly(new double[] {0, 1}, new double[] {.5, .5}, new double[] {1, 0});
        for (double[] point : SimplexLattice.of(5, 6)) {
            assertThat(Arrays.stream(point).sum()).isCloseTo(1, within(EXACT));
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 12, 91", "5, 6, 210", "8, 3, 120", "8, 2, 36", "1, 9, 1", "4, 1, 4"})
    void thereAreAsManyDirectionsAsCombinations(int dimensions, int divisions, int points) {
        assertThat(SimplexLattice.of(dimensions, divisions)).hasSize(points);
    }

    @Test
    void r2IsTheMeanOfTheBestWeightedDistances() {
        double[] ideal = {0, 0};
        List<double[]> directions = SimplexLattice.of(2, 2);
        assertThat(R2Indicator.of(new double[][] {{.5, .5}}, ideal, directions))
                .isCloseTo((.5 + .25 + .5) / 3, within(EXACT));
        assertThat(R2Indicator.of(LINE, ideal, directions)).isCloseTo(.25 / 3, within(EXACT));
    }

    @Test
    void anEvenFrontFromEndToEndHasNoSpread() {
        assertThat(Spread.of(LINE, LINE)).isZero();
        double[][] lopsided = {{0, 1}, {.1, .9}, {1, 0}};
        double near = Math.sqrt(.02);
        double far = Math.sqrt(1.62);
        double mean = (2 * near + far) / 3;
        assertThat(Spread.of(lopsided, LINE))
                .isCloseTo((2 * (mean - near) + far - mean) / (3 * mean), within(EXACT));
        double[][] inner = {{.4, .6}, {.5, .5}, {.6, .4}};
        double toEnd = 2 * Math.sqrt(.32);
        double gaps = 3 * Math.sqrt(.02);
        assertThat(Spread.of(inner, LINE)).isCloseTo(toEnd / (toEnd + gaps), within(1e-9));
    }

    @Test
    void sampledVolumesAreNearTheExactOnes() {
        var random = new SplittableRandom(7);
        double[][] costs = new double[20][4];
        for (double[] point : costs) {
            Arrays.setAll(point, _ -> random.nextDouble());
        }
        double[] reference = {1.1, 1.1, 1.1, 1.1};
        double exact = Hypervolume.of(costs, reference);
        SampledHypervolume sampled = SampledHypervolume.of(costs, reference, 100_000, 1);
        assertThat(sampled.standardError()).isBetween(1e-4, 5e-3);
        assertThat(sampled.volume()).isCloseTo(exact, within(3 * sampled.standardError()));
        assertThat(SampledHypervolume.of(costs, reference, 100_000, 1)).isEqualTo(sampled);
        assertThat(SampledHypervolume.of(new double[0][], reference, 10, 1).volume()).isZero();
    }

    @Test
    void nothingIsChanged() {
        double[][] front = copy(A);
        double[][] reference = copy(B);
        FrontDistance.generationalPlus(front, reference);
        AdditiveEpsilon.of(front, reference);
        R2Indicator.of(front, new double[] {-1, -1}, SimplexLattice.of(2, 4));
        Spread.of(front, reference);
        WinRate.of(front, reference);
        SampledHypervolume.of(front, new double[] {0, 0}, 10, 1);
        assertThat(front).isDeepEqualTo(A);
        assertThat(reference).isDeepEqualTo(B);
    }

    private static double[][] copy(double[][] front) {
        return Arrays.stream(front).map(double[]::clone).toArray(double[][]::new);
    }

    @Test
    void pointsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> WinRate.of(A, new double[0][]))
                .hasMessage("A front must have at least one point");
        assertThatThrownBy(() -> AdditiveEpsilon.of(A, new double[][] {{1}}))
                .hasMessageContaining("as many objectives");
        assertThatThrownBy(() -> FrontDistance.generational(new double[][] {{Double.NaN, 1}}, A))
                .hasMessage("Costs must be finite, found NaN");
        assertThatThrownBy(() -> Spread.of(new double[][] {{1, 2}}, A))
                .hasMessage("The spread of one point has no meaning");
    }
}
