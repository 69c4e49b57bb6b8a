package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What CMA-ES keeps with either form of the covariance matrix. */
abstract class CmaEsContract extends AlgorithmContract {

    @Test
    void convergesOnASphere() {
        Session session =
                Session.run(
                        create(AlgorithmSettings.of(10, 1, 1)),
                        2_000,
                        Problems.of(x -> new double[] {Problems.ellipsoid(x, 0.3, 1)}));
        assertThat(session.lowest()).isLessThan(1e-9);
    }

    @Test
    void findsAnOptimumInACornerOfTheCube() {
        Session session =
                Session.run(
                        create(AlgorithmSettings.of(10, 1, 1)),
                        1_500,
                        Problems.of(x -> new double[] {Arrays.stream(x).sum()}));
        assertThat(session.lowest()).isLessThan(1e-6);
    }

    @Test
    void findsAnOptimumOnAFaceOfTheCubeWhateverTheUnitOfTheCosts() {
        for (double unit : List.of(1e-3, 1.0, 1e6)) {
            Session session =
                    Session.run(
                            create(AlgorithmSettings.of(6, 1, 1)),
                            2_500,
                            Problems.of(x -> new double[] {unit * beyondTheCube(x)}));
            assertThat(session.lowest() / unit).isLessThan(1e-6);
        }
    }

    /** Half of the genes want to be at −0.2; 0 at the best point of the cube. */
    private static double beyondTheCube(double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double wanted = i % 2 == 0 ? -0.2 : 0.7;
            double weight = StrictMath.pow(100, i / (x.length - 1.0));
            double unavoidable = i % 2 == 0 ? 0.04 : 0;
            sum += weight * ((x[i] - wanted) * (x[i] - wanted) - unavoidable);
        }
        return sum;
    }

    @Test
    void aCandidateThatFailedRanksLast() {
        Session session =
                Session.run(
                        create(AlgorithmSettings.of(4, 1, 1)),
                        1_000,
                        (_, genes) ->
                                genes[0] > 0.7
                                        ? new Outcome.Failed("too far")
                                        : Outcome.Costs.of(1 - genes[0]));
        assertThat(session.lowest()).isBetween(0.3, 0.301);
    }

    @Test
    void goesOnWhenAWeightedSumOverflows() {
        AlgorithmSettings settings =
                AlgorithmSettings.of(3, 2, 1)
                        .withScaling(List.of(1.0, 1.0), List.of(Double.MIN_NORMAL, 1.0));
        Session session =
                Session.run(
                        create(settings),
                        200,
                        (candidate, genes) ->
                                Outcome.Costs.of(
                                        candidate % 2 == 0 ? 10 : genes[0] * Double.MIN_NORMAL,
                                        genes[1]));
        assertThat(session.proposals()).hasSize(200);
    }

    @Test
    void minimizesTheWeightedSumOfScaledCosts() {
        AlgorithmSettings settings =
                AlgorithmSettings.of(1, 2, 1)
                        .withScaling(List.of(1.0, 3.0), List.of(1.0, 100.0))
                        .withStepSize(0.2);
        Session session =
                Session.run(
                        create(settings),
                        100,
                        Problems.of(
                                x -> new double[] {x[0] * x[0], 100 * (x[0] - 1) * (x[0] - 1)}));
        double last = session.proposals().get(99).genes().getFirst();
        assertThat(last).isBetween(0.74, 0.76);
    }

    @Test
    void startsAgainWithMoreWeightOnOneObjectiveWhenConverged() {
        AlgorithmSettings settings = AlgorithmSettings.of(1, 2, 1).withPopulation(6);
        Session session =
                Session.run(
                        create(settings),
                        2_000,
                        Problems.of(x -> new double[] {x[0] * x[0], (x[0] - 1) * (x[0] - 1)}));
        assertThat(session.proposals().stream().map(p -> p.genes().getFirst()).toList())
                .anyMatch(x -> Math.abs(x - 0.5) < 1e-4)
                .anyMatch(x -> Math.abs(x - 0.25) < 1e-4)
                .anyMatch(x -> Math.abs(x - 0.75) < 1e-4);
    }

    @Test
    void startsAtTheCentreElseAtTheBestStart() {
        List<Double> near = Collections.nCopies(5, 0.7);
        List<List<Double>> starts = List.of(Collections.nCopies(5, 0.0), near);
        AlgorithmSettings settings =
                AlgorithmSettings.of(5, 1, 1).withStarts(starts).withStepSize(1e-3);
        assertThat(thirdProposal(settings)).allMatch(gene -> Math.abs(gene - 0.7) < 0.01);
        assertThat(thirdProposal(settings.withCentre(Collections.nCopies(5, 0.2))))
                .allMatch(gene -> Math.abs(gene - 0.2) < 0.01);
    }

    private List<Double> thirdProposal(AlgorithmSettings settings) {
        return Session.run(
                        create(settings),
                        3,
                        Problems.of(x -> new double[] {Problems.ellipsoid(x, 0.8, 1)}))
                .proposals()
                .get(2)
                .genes();
    }
}
