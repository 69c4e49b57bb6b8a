package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class Nsga2Test extends AlgorithmContract {

    @Override
    Algorithm create(AlgorithmSettings settings) {
        return new Nsga2(settings);
    }

    /**
     * The largest possible value is .8767; the same loop on Jenetics' parts was measured at .869.
     */
    @Test
    void findsTheFrontOfZdt1() {
        AlgorithmSettings settings = AlgorithmSettings.of(30, 2, 1).withPopulation(100);
        Session session = Session.run(create(settings), 10_000, Problems.of(Problems::zdt1));
        double[] reference = {1.1, 1.1};
        double volume = Problems.hypervolume(last(session.costs(), 2_000), reference);
        assertThat(volume).isGreaterThan(0.86).isLessThan(0.8767);
    }

    /** The largest possible value in a box of edge 1.1 is 1.331 - π / 6 = .807. */
    @Test
    void coversTheFrontOfThreeObjectives() {
        AlgorithmSettings settings = AlgorithmSettings.of(12, 3, 1).withPopulation(64);
        Session session = Session.run(create(settings), 4_000, Problems.of(Problems::dtlz2));
        double[] reference = {1.1, 1.1, 1.1};
        assertThat(Problems.hypervolume(last(session.costs(), 500), reference)).isGreaterThan(0.68);
    }

    @Test
    void breedsFromStartPointsWithoutRandomOnes() {
        List<List<Double>> starts = List.of(List.of(0.1, 0.9), List.of(0.9, 0.1));
        AlgorithmSettings settings = AlgorithmSettings.of(2, 2, 1).withStarts(starts).withLag(1);
        Session session = Session.run(create(settings), 20, Problems.of(Problems::zdt1));
        assertThat(session.proposals().subList(2, 20))
                .extracting(Proposal::origin)
                .isSubsetOf("crossover", "mutation");
    }

    @Test
    void drawsAtRandomUntilTwoResultsAreTold() {
        AlgorithmSettings settings = AlgorithmSettings.of(2, 2, 1).withPopulation(1).withLag(5);
        Session session = Session.run(create(settings), 30, Problems.of(Problems::zdt1));
        assertThat(session.proposals().subList(0, 6))
                .extracting(Proposal::origin)
                .containsOnly("random");
        assertThat(session.proposals().subList(6, 30))
                .extracting(Proposal::origin)
                .containsOnly("mutation");
    }

    @Test
    void aFailedCandidateIsNeverAParent() {
        Session session =
                Session.run(
                        create(AlgorithmSettings.of(4, 2, 1).withLag(2)),
                        200,
                        (candidate, genes) ->
                                candidate % 3 == 0
                                        ? new Outcome.Failed("fell over")
                                        : Outcome.Costs.of(Problems.zdt1(genes)));
        assertThat(session.proposals().stream().flatMap(p -> p.parents().stream()))
                .isNotEmpty()
                .allMatch(parent -> parent % 3 != 0);
    }

    @Test
    void neverProposesTheSamePointTwice() {
        Session session =
                Session.run(
                        create(AlgorithmSettings.of(10, 2, 1)), 1_000, Problems.of(Problems::zdt1));
        assertThat(session.proposals()).extracting(Proposal::genes).doesNotHaveDuplicates();
    }

    private static List<double[]> last(List<double[]> costs, int count) {
        return costs.subList(costs.size() - count, costs.size());
    }
}
