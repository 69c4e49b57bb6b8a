package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.results.front.Hypervolume;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

class MapSearchManyObjectivesTest {

    private static final int OBJECTIVES = 8;

    /** Squared distances from as many points of the square. */
    private static double[] distances(double[] x) {
        double[] costs = new double[OBJECTIVES];
        Arrays.setAll(
                costs,
                i -> {
                    double angle = 2 * Math.PI * i / OBJECTIVES;
                    double left = x[0] - .5 - .4 * Math.cos(angle);
                    double up = x[1] - .5 - .4 * Math.sin(angle);
                    return left * left + up * up;
                });
        return costs;
    }

    @Test
    void sampledGainsAreNearTheExactOnes() {
        var random = new SplittableRandom(1);
        double[][] others = new double[12][OBJECTIVES];
        Arrays.stream(others).forEach(other -> Arrays.setAll(other, _ -> -random.nextDouble()));
        double[] reference = new double[OBJECTIVES];
        for (double[] point : others.clone()) {
            double[] nearer = Arrays.stream(point).map(x -> x - .1).toArray();
            double exact = Hypervolume.gain(nearer, others, reference);
            assertThat(FrontGain.of(nearer, others, reference))
                    .isCloseTo(exact, within(.1 * exact));
        }
        assertThat(FrontGain.of(others[3], others, reference)).isZero();
        assertThat(FrontGain.of(new double[OBJECTIVES], others, reference)).isZero();
    }

    /** An exact gain of eight objectives takes ever longer; this one is a share of 2000 points. */
    @Test
    void gainsOfManyObjectivesAreCountedInsteadOfComputed() {
        var random = new SplittableRandom(2);
        double[][] points = new double[6][OBJECTIVES];
        Arrays.stream(points).forEach(point -> Arrays.setAll(point, _ -> -random.nextDouble()));
        double[][] others = Arrays.copyOf(points, 5);
        double[] last = points[5];
        double box = Arrays.stream(last).reduce(1, (product, x) -> product * x);
        double counted = 2000 * FrontGain.of(last, others, new double[OBJECTIVES]) / box;
        assertThat(counted).isBetween(1.0, 1999.0).isCloseTo(Math.rint(counted), within(1e-9));
    }

    @Test
    void volumesOfManyObjectivesAreEstimates() {
        var random = new SplittableRandom(3);
        List<double[]> costs =
                Stream.generate(() -> random.doubles(OBJECTIVES).toArray()).limit(12).toList();
        CostFrame frame = CostFrame.of(AlgorithmSettings.of(2, OBJECTIVES, 1), costs);
        double exact =
                Hypervolume.of(
                        costs.stream().map(frame::scaled).toArray(double[][]::new), frame.origin());
        assertThat(frame.volume(costs)).isNotEqualTo(exact).isCloseTo(exact, within(.1 * exact));
    }

    @Test
    void eightObjectivesAreProposedFor() {
        Session session =
                Session.run(
                        new MapSearch(AlgorithmSettings.of(2, OBJECTIVES, 1)),
                        14,
                        (_, point) -> Outcome.Costs.of(distances(point)));
        assertThat(session.proposals().subList(8, 14))
                .extracting(Proposal::origin)
                .containsOnly(Origins.SURROGATE);
    }
}
