package dev.merganser.optimizer.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.results.value.Direction;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class ImportanceTest {

    private static final List<double[]> COSTS =
            List.of(
                    new double[] {0, 1},
                    new double[] {1, 0},
                    new double[] {.1, 1.2},
                    new double[] {1, 1.3},
                    new double[] {2, 2});

    @Test
    void pointsOnTheFrontCountFullyAndOthersByHowMuchAllTheirCostsCouldFall() {
        assertThat(Importance.of(COSTS, .1, 1))
                .containsExactly(
                        new double[] {1, 1, .5, 1 / (1 + 9.0), 1 / (1 + 100.0)}, within(1e-12));
    }

    @Test
    void withoutAFocusAllCountAlike() {
        assertThat(Importance.of(COSTS, 0, 2)).containsOnly(1);
    }

    @Test
    void anObjectiveThatIsTheSameEverywherePutsNoPointOnTheFront() {
        List<double[]> costs = COSTS.stream().map(c -> new double[] {c[0], c[1], 7}).toList();
        assertThat(Importance.of(costs, .1, 1)).containsExactly(Importance.of(COSTS, .1, 1));
        assertThat(Importance.of(List.of(new double[] {7}, new double[] {7}), .1, 1))
                .containsOnly(1);
    }

    @Test
    void theNarrowestFocusIsWidenedToo() {
        double[] importance = Importance.of(COSTS, Double.MIN_VALUE, 2);
        assertThat(Arrays.stream(importance).sum()).isGreaterThan(4);
    }

    /** Six terms: four points must count at least, and in front there are two. */
    @Test
    void whereTooFewWouldCountTheFocusIsWidened() {
        double[] importance = Importance.of(COSTS, .01, 2);
        assertThat(Arrays.stream(importance).sum()).isBetween(4.0, 4.1);
        assertThat(importance[2]).isGreaterThan(importance[3]).isGreaterThan(importance[4]);
        assertThat(Arrays.stream(Importance.of(COSTS, .01, 20)).sum()).isBetween(4.5, 4.6);
    }

    /** Near its two minima the costs are quadratics; further off they are anything but. */
    @Test
    void aFocusedFitForetellsTheFrontThoughTheRestIsNoQuadratic() {
        List<double[]> points = new ArrayList<>(Designs.latinHypercube(2, 60, random()));
        List<double[]> costs = points.stream().map(ImportanceTest::costs).toList();
        double focused = error(new FitPoints(points, costs, Importance.of(costs, .05, 2)));
        double alike = error(FitPoints.alike(points, costs));
        assertThat(focused).isLessThan(alike / 3);
    }

    private static SplittableRandom random() {
        return new SplittableRandom(3);
    }

    private static double[] costs(double[] x) {
        double[] costs = new double[2];
        for (int i = 0; i < 2; i++) {
            double off = Math.hypot(x[0] - .2 - .2 * i, x[1] - .2 - .2 * i);
            costs[i] = off * off + (off > .5 ? 20 * (off - .5) : 0);
        }
        return costs;
    }

    /** The mean error on the way from one minimum to the other. */
    private static double error(FitPoints evaluated) {
        SurrogateFit fit =
                SurrogateFit.of(
                        evaluated,
                        Collections.nCopies(2, Direction.MINIMIZE),
                        Optional.of(Warp.IDENTITY));
        return IntStream.rangeClosed(0, 10)
                .mapToObj(i -> new double[] {.2 + .02 * i, .2 + .02 * i})
                .mapToDouble(x -> Math.abs(fit.costs(x)[0] - costs(x)[0]))
                .average()
                .orElseThrow();
    }

    /** What a point says is certain only as far as it counts. */
    @Test
    void leverageIsFarFromPointsThatCountLittle() {
        List<double[]> points = Designs.optimal(2, 9, List.of(), random());
        double[] alike = FitPoints.alike(points, List.of()).importance();
        double[] little = alike.clone();
        little[0] = .01;
        double[] there = points.getFirst();
        assertThat(new Leverage(points, alike).excess(there)).isZero();
        assertThat(new Leverage(points, little).excess(there)).isPositive();
    }

    @Test
    void aPointOfImportanceTwoThirdsCountsAsTwoOfOneThird() {
        List<double[]> points = new ArrayList<>(Designs.latinHypercube(2, 9, random()));
        double[] values = points.stream().mapToDouble(x -> Math.sin(5 * x[0]) * x[1]).toArray();
        double[] once = new double[9];
        Arrays.fill(once, 1);
        once[0] = 2 / 3.0;
        List<double[]> twice = new ArrayList<>(points);
        twice.add(points.getFirst());
        double[] thirds = Arrays.copyOf(once, 10);
        thirds[0] = 1 / 3.0;
        thirds[9] = 1 / 3.0;
        double[] more = Arrays.copyOf(values, 10);
        more[9] = values[0];
        for (Warp warp : List.of(Warp.IDENTITY, Warp.SOFTPLUS)) {
            assertThat(coefficients(twice, more, thirds, warp))
                    .containsExactly(coefficients(points, values, once, warp), within(1e-6));
        }
    }

    private static double[] coefficients(
            List<double[]> points, double[] values, double[] importance, Warp warp) {
        var regression = new RidgeRegression(points, values, importance, warp);
        return regression.solve(.1, regression.straightened(.1));
    }
}
