package dev.merganser.results.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.results.front.FrontVolume;
import dev.merganser.results.front.Hypervolume;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

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

    /** Each point is 0 in one objective and .5 in the others: k slabs on the cube they share. */
    private static double[][] slabs(int objectives) {
        double[][] costs = new double[objectives][objectives];
        for (int i = 0; i < objectives; i++) {
            Arrays.fill(costs[i], .5);
            costs[i][i] = 0;
        }
        return costs;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 7, 9})
    void volumesOfSlabsHaveAClosedForm(int objectives) {
        double[] reference = new double[objectives];
        Arrays.fill(reference, 1);
        double exact = (objectives + 1) * Math.pow(.5, objectives);
        double[][] costs = slabs(objectives);
        assertThat(Hypervolume.of(costs, reference)).isCloseTo(exact, within(EXACT));
        for (int seed = 1; seed <= 5; seed++) {
            SampledHypervolume found = SampledHypervolume.of(costs, reference, 100_000, seed);
            assertThat(found.volume()).isCloseTo(exact, within(3 * found.standardError()));
            assertThat(found.standardError()).isLessThan(1.6e-3);
        }
    }

    @Test
    void beyondSixObjectivesVolumesOfFrontsAreSampled() {
        for (int objectives = 2; objectives <= 8; objectives++) {
            double[] reference = new double[objectives];
            Arrays.fill(reference, 1);
            double[][] costs = slabs(objectives);
            double exact = Hypervolume.of(costs, reference);
            if (objectives <= 6) {
                assertThat(FrontVolume.of(costs, reference)).isEqualTo(exact);
                assertThat(FrontVolume.words(objectives)).isEmpty();
            } else {
                var sampled = SampledHypervolume.of(costs, reference, 100_000, 1);
                assertThat(FrontVolume.of(costs, reference)).isEqualTo(sampled.volume());
                assertThat(FrontVolume.words(objectives))
                        .hasValue("estimated from 100,000 random points by seed 1");
            }
        }
    }

    @Test
    void pointsThatAreNotBetterThanTheReferenceDoNotWidenTheBox() {
        double[] reference = {1, 1};
        double[][] costs = {{.5, .5}, {-1e9, 1}, {-1e9, 2}};
        assertThat(SampledHypervolume.of(costs, reference, 10, 1).volume()).isEqualTo(.25);
        assertThat(SampledHypervolume.corner(costs, reference)).containsExactly(.5, .5);
        assertThat(SampledHypervolume.of(new double[][] {{2, 0}}, reference, 10, 1).volume())
                .isZero();
    }

    @Test
    void volumesInOneBoxAreEstimatedFromTheSamePoints() {
        double[] reference = {1, 1};
        double[] corner = {0, 0};
        double[][] inner = {{.5, .5}};
        double[][] both = {{.5, .5}, {.6, .7}};
        var one = SampledHypervolume.within(corner, inner, reference, 1000, 1);
        var two = SampledHypervolume.within(corner, both, reference, 1000, 1);
        assertThat(two.volume()).isEqualTo(one.volume());
        assertThat(one.volume()).isCloseTo(.25, within(3 * one.standardError()));
    }

    /** What looks at a front, a reference front and a point beyond both. */
    @FunctionalInterface
    interface Measure {
        Object of(double[][] front, double[][] reference, double[] beyond);
    }

    static Map<String, Measure> measures() {
        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("hypervolume", (front, _, beyond) -> Hypervolume.of(front, beyond));
        measures.put("front volume", (front, _, beyond) -> FrontVolume.of(front, beyond));
        measures.put(
                "volume of parts",
                (front, parts, beyond) ->
                        FrontVolume.ofParts(front, beyond, 10).applyAsDouble(parts));
        measures.put(
                "sampled hypervolume",
                (front, _, beyond) -> SampledHypervolume.of(front, beyond, 10, 1));
        measures.put(
                "sampled in a box",
                (front, box, beyond) -> SampledHypervolume.within(box[0], front, beyond, 10, 1));
        measures.put("GD", (front, other, _) -> FrontDistance.generational(front, other));
        measures.put("GD+", (front, other, _) -> FrontDistance.generationalPlus(front, other));
        measures.put("IGD", (front, other, _) -> FrontDistance.invertedGenerational(front, other));
        measures.put(
                "IGD+", (front, other, _) -> FrontDistance.invertedGenerationalPlus(front, other));
        measures.put("epsilon", (front, other, _) -> AdditiveEpsilon.of(front, other));
        measures.put(
                "R2",
                (front, _, beyond) ->
                        R2Indicator.of(front, beyond, SimplexLattice.of(beyond.length, 2)));
        measures.put("spread", (front, other, _) -> Spread.of(front, other));
        measures.put("win rate", (front, other, _) -> WinRate.of(front, other));
        return measures;
    }

    static Stream<Arguments> measuresByObjectives() {
        return measures().keySet().stream()
                .flatMap(name -> Stream.of(Arguments.of(name, 2), Arguments.of(name, 7)));
    }

    @ParameterizedTest
    @MethodSource("measuresByObjectives")
    void noMeasureChangesItsInput(String name, int objectives) {
        var random = new SplittableRandom(objectives);
        double[][] front = new double[9][];
        double[][] other = new double[6][];
        Arrays.setAll(front, _ -> random.doubles(objectives, 0, 1).toArray());
        Arrays.setAll(other, _ -> random.doubles(objectives, 0, 1).toArray());
        double[] beyond = random.doubles(objectives, 1, 2).toArray();
        double[][] frontBefore = copy(front);
        double[][] otherBefore = copy(other);
        double[] beyondBefore = beyond.clone();
        assertThat(measures().get(name).of(front, other, beyond)).isNotNull();
        assertThat(front).isDeepEqualTo(frontBefore);
        assertThat(other).isDeepEqualTo(otherBefore);
        assertThat(beyond).containsExactly(beyondBefore);
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
