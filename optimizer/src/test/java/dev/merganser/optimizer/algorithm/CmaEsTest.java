package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** The counts of others are those of docs/cmaes.md. */
class CmaEsTest extends CmaEsContract {

    @Override
    Algorithm create(AlgorithmSettings settings) {
        return CmaEs.full(settings);
    }

    @Test
    void takesAboutAsManyEvaluationsAsPycma() {
        assertThat(evaluations(Landscape.SPHERE, 10)).isBetween(1_200, 1_750);
        assertThat(evaluations(Landscape.ELLIPSOID, 10)).isBetween(3_300, 4_800);
        assertThat(evaluations(Landscape.ROSENBROCK, 10)).isBetween(4_300, 6_300);
    }

    @Test
    void takesAboutAsManyEvaluationsAsPublished() {
        assertThat(Published.SPHERE.counts(1).median()).isBetween(5_500, 6_500);
    }

    @Test
    void aRotationChangesNothingButDefeatsTheSeparableForm() {
        assertThat(evaluations(Landscape.ROTATED_ELLIPSOID, 10)).isBetween(3_300, 4_800);
        Counts separable =
                Landscape.ROTATED_ELLIPSOID.counts(CovarianceForm.SEPARABLE, 10, 1, 40_000);
        assertThat(separable.arrived()).isEmpty();
    }

    @Test
    void restartsWithLargerPopulationsLeaveLocalMinima() {
        assertThat(evaluations(Landscape.RASTRIGIN, 5)).isBetween(1_000, 40_000);
        assertThat(evaluations(Landscape.ROTATED_RASTRIGIN, 5)).isBetween(1_000, 40_000);
    }

    private static int evaluations(Landscape landscape, int genes) {
        return landscape.counts(CovarianceForm.FULL, genes, 3, 60_000).median();
    }

    /** Flat costs end each generation with a restart at the first point, with a wider step. */
    @Test
    void thePopulationDoublesAtEachRestart() {
        List<Proposal> proposals = flat(1, 70);
        assertThat(deviation(proposals.subList(10, 30), proposals)).isBetween(0.019, 0.021);
        assertThat(deviation(proposals.subList(30, 70), proposals)).isBetween(0.0285, 0.0315);
    }

    @Test
    void eachObjectiveHasItsTurnWithEachPopulation() {
        List<Proposal> proposals = flat(2, 90);
        assertThat(deviation(proposals.subList(10, 30), proposals)).isBetween(0.019, 0.021);
        assertThat(deviation(proposals.subList(30, 50), proposals)).isBetween(0.0285, 0.0315);
        assertThat(deviation(proposals.subList(50, 90), proposals)).isBetween(0.038, 0.042);
    }

    private List<Proposal> flat(int objectives, int candidates) {
        AlgorithmSettings settings =
                AlgorithmSettings.of(40, objectives, 3).withPopulation(10).withStepSize(0.01);
        double[] costs = new double[objectives];
        return Session.run(create(settings), candidates, (_, _) -> Outcome.Costs.of(costs))
                .proposals();
    }

    /** Of all genes, from the run's first point. */
    private static double deviation(List<Proposal> proposals, List<Proposal> run) {
        double[] first = Session.genes(run.getFirst());
        double squares = 0;
        for (Proposal proposal : proposals) {
            double[] genes = Session.genes(proposal);
            for (int i = 0; i < genes.length; i++) {
                squares += (genes[i] - first[i]) * (genes[i] - first[i]);
            }
        }
        return StrictMath.sqrt(squares / proposals.size() / first.length);
    }
}
