package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.optimizer.algorithm.GeneBlock.Numbers;
import dev.merganser.optimizer.algorithm.GeneBlock.Switches;
import dev.merganser.optimizer.algorithm.GeneLayout.Phases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class PhasedAlgorithmTest extends AlgorithmContract {

    private static final int FIRST = 60;
    private static final List<Double> OTHERS =
            IntStream.range(0, 8).mapToObj(i -> i < 4 ? Switches.ON : Switches.OFF).toList();
    private static final GeneLayout LAYOUT =
            GeneLayout.of(List.of(Numbers.of(3), new Switches(8, 0.5)))
                    .inPhases(new Phases(3, FIRST, OTHERS));

    /** The contract gives any number of genes: the last is searched second. */
    @Override
    Algorithm create(AlgorithmSettings settings) {
        if (settings.genes() == 1) {
            return new Nsga2(settings);
        }
        int first = settings.genes() - 1;
        GeneLayout layout =
                GeneLayout.of(List.of(Numbers.of(first), Numbers.of(1)))
                        .inPhases(new Phases(first, 40, List.of(0.5)));
        return AlgorithmFactory.of("portfolio", settings.withLayout(layout));
    }

    private static AlgorithmSettings settings() {
        return AlgorithmSettings.of(11, 2, 9).withLayout(LAYOUT);
    }

    /** Costs with the best first genes at .3, and of the switches the first four wrong. */
    private static Outcome problem(int candidate, double[] genes) {
        double numbers = 0;
        for (int i = 0; i < 3; i++) {
            numbers += Math.pow(genes[i] - 0.3, 2);
        }
        double switches = 0;
        for (int i = 3; i < 11; i++) {
            switches += Switches.isOn(genes[i]) == i > 6 ? 0 : 1;
        }
        return Outcome.Costs.of(numbers + switches / 10, numbers + switches / 5);
    }

    private static double sum(Outcome outcome) {
        return outcome instanceof Outcome.Costs(List<Double> values)
                ? values.getFirst() + values.getLast()
                : Double.POSITIVE_INFINITY;
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "nsga2", "cmaes", "portfolio"})
    void searchesTheFirstGenesThenTheOthersWithTheBestOfTheFirst(String name) {
        Session session =
                Session.run(
                        AlgorithmFactory.of(name, settings()), 150, PhasedAlgorithmTest::problem);
        List<Proposal> first = session.proposals().subList(0, FIRST);
        List<Proposal> second = session.proposals().subList(FIRST, 150);
        assertThat(first).allMatch(p -> p.genes().subList(3, 11).equals(OTHERS));
        int best =
                IntStream.range(0, FIRST)
                        .boxed()
                        .min(Comparator.comparingDouble(i -> sum(session.outcomes().get(i))))
                        .orElseThrow();
        List<Double> found = first.get(best).genes().subList(0, 3);
        assertThat(second).allMatch(p -> p.genes().subList(0, 3).equals(found));
        assertThat(second).anyMatch(p -> p.genes().subList(3, 11).equals(OTHERS));
        assertThat(second.stream().map(p -> p.genes().subList(3, 11)).distinct().count())
                .isGreaterThan(40);
        assertThat(second).allMatch(p -> p.parents().stream().allMatch(parent -> parent > FIRST));
    }

    @Test
    void theSecondSearchWaitsForAllOfTheFirst() {
        for (String name : List.of("random", "nsga2", "cmaes", "portfolio")) {
            Algorithm algorithm = AlgorithmFactory.of(name, settings());
            assertThat(algorithm.needed(FIRST)).isLessThan(FIRST);
            assertThat(algorithm.needed(FIRST + 1)).isEqualTo(FIRST);
        }
    }

    /** Each goes to the phases that it belongs to. */
    @Override
    @Test
    void proposesTheStartPoints() {
        List<Double> merge = joined(List.of(0.1, 0.2, 0.3), OTHERS);
        List<Double> path = joined(List.of(0.1, 0.2, 0.3), Collections.nCopies(8, 0.3));
        List<Double> both = joined(List.of(0.9, 0.8, 0.7), Collections.nCopies(8, 0.7));
        AlgorithmSettings settings = settings().withStarts(List.of(merge, path, both));
        Session session =
                Session.run(
                        AlgorithmFactory.of("nsga2", settings), 100, PhasedAlgorithmTest::problem);
        List<Integer> starts =
                IntStream.rangeClosed(1, 100)
                        .filter(i -> session.proposals().get(i - 1).origin().equals("start"))
                        .boxed()
                        .toList();
        assertThat(starts).containsExactly(1, FIRST + 1, FIRST + 2, FIRST + 3);
        assertThat(session.proposals().getFirst().genes()).isEqualTo(merge);
        assertThat(session.proposals().get(FIRST + 2).genes().subList(3, 11)).containsOnly(0.7);
    }

    private static List<Double> joined(List<Double> first, List<Double> others) {
        return Stream.concat(first.stream(), others.stream()).toList();
    }

    @Test
    void aResumedSearchProposesTheSame() {
        List<Proposal> whole =
                Session.run(
                                AlgorithmFactory.of("portfolio", settings()),
                                150,
                                PhasedAlgorithmTest::problem)
                        .proposals();
        for (int stopped : List.of(30, FIRST, FIRST + 1, 100)) {
            List<Proposal> part =
                    Session.run(
                                    AlgorithmFactory.of("portfolio", settings()),
                                    stopped,
                                    PhasedAlgorithmTest::problem)
                            .proposals();
            assertThat(part).isEqualTo(whole.subList(0, stopped));
        }
    }

    @Test
    void whereAllMergesFailedTheFirstStays() {
        Session session =
                Session.run(
                        AlgorithmFactory.of("nsga2", settings()),
                        100,
                        (candidate, genes) ->
                                candidate <= FIRST
                                        ? new Outcome.Failed("fell over")
                                        : problem(candidate, genes));
        List<Double> first = session.proposals().getFirst().genes().subList(0, 3);
        assertThat(session.proposals().subList(FIRST, 100))
                .allMatch(proposal -> proposal.genes().subList(0, 3).equals(first));
    }

    @Test
    void thePhasesDrawFromStreamsOfTheirOwn() {
        GeneLayout twice =
                GeneLayout.of(List.of(Numbers.of(3), Numbers.of(3)))
                        .inPhases(new Phases(3, 20, List.of(0.5, 0.5, 0.5)));
        AlgorithmSettings settings = AlgorithmSettings.of(6, 1, 9).withLayout(twice);
        Session session =
                Session.run(
                        AlgorithmFactory.of("random", settings),
                        40,
                        (_, genes) -> Outcome.Costs.of(genes[0]));
        List<List<Double>> first =
                session.proposals().subList(0, 20).stream()
                        .map(proposal -> proposal.genes().subList(0, 3))
                        .toList();
        assertThat(session.proposals().subList(20, 40))
                .noneMatch(proposal -> first.contains(proposal.genes().subList(3, 6)));
    }
}
