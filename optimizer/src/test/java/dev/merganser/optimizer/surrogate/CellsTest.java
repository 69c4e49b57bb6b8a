package dev.merganser.optimizer.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

class CellsTest {

    private static final Offset<Double> EXACT = within(1e-12);

    /** One point in the first cell of two variables, one in the second. */
    private static final List<double[]> TWO =
            List.of(new double[] {1, 0.1}, new double[] {1, Math.tan(Math.PI / 8 + 0.1)});

    @Test
    void cellsAreFourAnAngleForUpToThreeVariablesAndTwoBeyond() {
        assertThat(cell(1, 0.1)).containsExactly(0);
        assertThat(cell(1, 1.1)).containsExactly(2);
        assertThat(cell(0, 1)).containsExactly(3);
        assertThat(cell(1, 1, 2)).containsExactly(2, 2);
        assertThat(cell(1, 0, 0, 0.1)).containsExactly(0, 1, 1);
        assertThat(cell(1, 2, 1, 2, 1, 2, 1, 2)).hasSize(7).allMatch(bin -> bin < 2);
    }

    private static List<Integer> cell(double... point) {
        return new Cells(point.length, CellSettings.PUBLISHED).cell(point);
    }

    /** Of 1 … 5, one is dropped: the first and the last in turn leave means of 3.5 and 2.5. */
    @Test
    void aScoreIsTheMeanPlusHalfTheDeviationOfMeansOfFourFifths() {
        List<Double> squares = List.of(1.0, 2.0, 3.0, 4.0, 5.0);
        int[] draws = {0};
        RandomGenerator inTurn = () -> draws[0]++ % 2 == 0 ? 0 : 8L << 32;
        assertThat(Cells.score(squares, inTurn)).isEqualTo(3 + 0.5 * 0.5, EXACT);
    }

    @Test
    void everySelectionIsFromTheWholeCell() {
        assertThat(Cells.score(List.of(1.0, 2.0, 3.0, 4.0, 5.0), () -> 0)).isEqualTo(3, EXACT);
        assertThat(Cells.score(List.of(2.0, 4.0), new Random(1))).isEqualTo(3, EXACT);
    }

    /** Scores ln 3 temperatures apart are likely as 3 to 1, and after the same again as 9 to 1. */
    @Test
    void likelihoodIsTheSoftmaxOfScoresTimesWhatItWas() {
        var cells = new Cells(2, CellSettings.PUBLISHED);
        double[] squares = {0.5 + 0.07 * Math.log(3), 0.5};
        cells.learn(TWO, squares, new Random(1));
        assertThat(cells.likelihood(List.of(0))).isEqualTo(0.75, EXACT);
        assertThat(cells.likelihood(List.of(1))).isEqualTo(0.25, EXACT);
        cells.learn(TWO, squares, new Random(1));
        assertThat(cells.likelihood(List.of(0))).isEqualTo(0.9, EXACT);
        assertThat(cells.likelihood(List.of(1))).isEqualTo(0.1, EXACT);
        assertThat(cells.likelihood(List.of(2))).isZero();
    }

    /** The worst cell and the two without points are likely as 1, the other one as 1/3. */
    @Test
    void cellsWithoutPointsMayCountAsTheWorst() {
        double step = 1 - 0.3 * Math.log(3);
        var cells = new Cells(2, new CellSettings(0.3, true, true));
        cells.learn(TWO, new double[] {4, 4 * step}, new Random(1));
        assertThat(List.of(0, 1, 2, 3))
                .extracting(bin -> Math.round(1000 * cells.likelihood(List.of(bin))))
                .containsExactly(300L, 100L, 300L, 300L);
    }

    /** Residuals of thousands leave the other cell hardly anything, yet it comes back. */
    @Test
    void aCellThatWasHopelessOnceIsLikelyAgainWhenTheOtherFitsBetter() {
        var cells = new Cells(2, CellSettings.PUBLISHED);
        cells.learn(TWO, new double[] {5000, 1}, new Random(1));
        assertThat(cells.likelihood(List.of(0))).isEqualTo(1, EXACT);
        cells.learn(TWO, new double[] {1, 5000}, new Random(1));
        assertThat(cells.likelihood(List.of(1))).isEqualTo(1, within(1e-9));
        assertThat(cells.likelihood(List.of(0))).isPositive();
    }

    @Test
    void directionsComeFromLikelyCellsOnly() {
        var cells = new Cells(2, CellSettings.PUBLISHED);
        cells.learn(TWO, new double[] {0.1, 0.1}, new Random(1));
        var random = new Random(2);
        int first = 0;
        for (int draw = 0; draw < 1000; draw++) {
            double[] direction = cells.direction(random);
            assertThat(Hypersphere.radius(direction)).isEqualTo(1, EXACT);
            int bin = cells.cell(direction).getFirst();
            assertThat(bin).isLessThan(2);
            first += bin == 0 ? 1 : 0;
        }
        assertThat(first).isBetween(440, 560);
    }

    @Test
    void directionsSpreadOverAllCellsWhereNothingIsKnownInAnyNumberOfVariables() {
        var random = new Random(2);
        for (int variables : List.of(1, 2, 4, 60)) {
            var cells = new Cells(variables, CellSettings.DEFAULT);
            cells.learn(List.of(), new double[0], random);
            double[] direction = cells.direction(random);
            assertThat(direction).hasSize(variables);
            assertThat(Arrays.stream(direction)).allMatch(x -> x >= 0 && x <= 1 + 1e-12);
        }
    }
}
