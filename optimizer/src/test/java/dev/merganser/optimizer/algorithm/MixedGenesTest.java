package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.optimizer.algorithm.GeneBlock.Numbers;
import dev.merganser.optimizer.algorithm.GeneBlock.Steps;
import dev.merganser.optimizer.algorithm.GeneBlock.Switches;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** Algorithms on genes that are not all numbers. */
class MixedGenesTest {

    private static final Switches SWITCHES = new Switches(30, 0.3);
    private static final GeneLayout MIXED =
            GeneLayout.of(
                    List.of(Numbers.of(4), SWITCHES, new Steps(6, 8, 0.5, OptionalDouble.of(0.5))));

    private static AlgorithmSettings settings(GeneLayout layout, int objectives) {
        return AlgorithmSettings.of(layout.size(), objectives, 3).withLayout(layout).withLag(4);
    }

    /**
     * The share of switches that differ from a fixed pattern, some a little heavier than others.
     */
    private static double wrong(double[] genes) {
        double wrong = 0;
        double all = 0;
        for (int i = 0; i < SWITCHES.size(); i++) {
            double weight = 1 + i / 100.0;
            wrong += Switches.isOn(genes[i]) == (i * i % 7 == 2) ? 0 : weight;
            all += weight;
        }
        return wrong / all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "latin_hypercube", "nsga2", "cmaes", "portfolio"})
    void allAlgorithmsSearchGenesOfAllKinds(String name) {
        AlgorithmSettings settings = settings(MIXED, 2);
        Session session =
                Session.run(
                        AlgorithmFactory.of(name, settings),
                        120,
                        (_, genes) ->
                                Outcome.Costs.of(
                                        genes[0], wrong(Arrays.copyOfRange(genes, 4, 34))));
        Session again =
                Session.run(
                        AlgorithmFactory.of(name, settings),
                        120,
                        (_, genes) ->
                                Outcome.Costs.of(
                                        genes[0], wrong(Arrays.copyOfRange(genes, 4, 34))));
        assertThat(session.proposals()).isEqualTo(again.proposals());
        assertThat(session.proposals()).allMatch(proposal -> proposal.genes().size() == 46);
    }

    /**
     * 30 switches one by one need 30 steps on average 30 trials apart; a population does better.
     */
    @ParameterizedTest
    @CsvSource({"nsga2, 0.07", "cmaes, 0.2"})
    void switchesAreSetRight(String name, double most) {
        GeneLayout layout = GeneLayout.of(List.of(SWITCHES));
        double[] start = new double[SWITCHES.size()];
        Arrays.fill(start, Switches.OFF);
        AlgorithmSettings settings =
                settings(layout, 1)
                        .withStarts(List.of(Arrays.stream(start).boxed().toList()))
                        .withPopulation(16);
        Session session =
                Session.run(
                        AlgorithmFactory.of(name, settings),
                        600,
                        (_, genes) -> Outcome.Costs.of(wrong(genes)));
        assertThat(session.lowest()).isLessThanOrEqualTo(most);
    }

    @Test
    void whereOnlyOneStartIsKnownItsMutationsAreProposedAndNoRandomPoints() {
        GeneLayout layout = GeneLayout.of(List.of(SWITCHES));
        double[] start = new double[SWITCHES.size()];
        Arrays.fill(start, 0, 5, Switches.ON);
        Arrays.fill(start, 5, 30, Switches.OFF);
        AlgorithmSettings settings =
                settings(layout, 1).withStarts(List.of(Arrays.stream(start).boxed().toList()));
        Session session =
                Session.run(
                        new Nsga2(settings.withLag(16)),
                        40,
                        (_, genes) -> Outcome.Costs.of(wrong(genes)));
        assertThat(session.proposals().subList(1, 17))
                .allMatch(
                        proposal ->
                                proposal.origin().equals("mutation")
                                        && proposal.parents().equals(List.of(1)));
        assertThat(session.proposals()).extracting(Proposal::genes).doesNotHaveDuplicates();
        assertThat(session.proposals()).noneMatch(proposal -> proposal.origin().equals("random"));
    }
}
