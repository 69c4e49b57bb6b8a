package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;

/** What every algorithm keeps; each one's test class inherits it. */
abstract class AlgorithmContract {

    private static final int CANDIDATES = 150;

    abstract Algorithm create(AlgorithmSettings settings);

    private static BiFunction<Integer, double[], Outcome> problem(int objectives) {
        return (_, genes) -> {
            double[] costs = new double[objectives];
            for (int i = 0; i < objectives; i++) {
                costs[i] = Problems.ellipsoid(genes, (i + 1.0) / (objectives + 1), 10);
            }
            return Outcome.Costs.of(costs);
        };
    }

    private static BiFunction<Integer, double[], Outcome> failing(int everyOther) {
        return (candidate, genes) ->
                candidate % everyOther == 0
                        ? new Outcome.Failed("fell over")
                        : problem(2).apply(candidate, genes);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 1, 16", "5, 1, 16", "5, 3, 1", "39, 3, 16", "3, 2, 4"})
    void proposesGenesOfTheUnitCubeForAnyNumberOfGenesObjectivesAndLag(
            int genes, int objectives, int lag) {
        AlgorithmSettings settings = AlgorithmSettings.of(genes, objectives, 11).withLag(lag);
        Session session = Session.run(create(settings), CANDIDATES, problem(objectives));
        for (Proposal proposal : session.proposals()) {
            assertThat(proposal.genes()).hasSize(genes).allMatch(gene -> gene >= 0 && gene <= 1);
        }
    }

    @Test
    void needsNeverMoreThanThePredecessorsAndNeverLessThanBefore() {
        for (int lag : List.of(1, 2, 16, 50)) {
            Algorithm algorithm = create(AlgorithmSettings.of(6, 2, 3).withLag(lag));
            int before = 0;
            for (int candidate = 1; candidate <= 400; candidate++) {
                int needed = algorithm.needed(candidate);
                assertThat(needed).isBetween(before, candidate - 1);
                before = needed;
            }
        }
    }

    @Test
    void whatIsNeededDoesNotChangeByAskingForIt() {
        AlgorithmSettings settings = AlgorithmSettings.of(6, 2, 3);
        Algorithm queried = create(settings);
        for (int candidate = 300; candidate > 0; candidate--) {
            queried.needed(candidate);
        }
        assertThat(Session.run(queried, CANDIDATES, problem(2)).proposals())
                .isEqualTo(Session.run(create(settings), CANDIDATES, problem(2)).proposals());
    }

    @Test
    void theSameSeedGivesTheSameProposalsAndAnotherSeedOthers() {
        AlgorithmSettings settings = AlgorithmSettings.of(6, 3, 5);
        List<Proposal> first = Session.run(create(settings), CANDIDATES, problem(3)).proposals();
        List<Proposal> again = Session.run(create(settings), CANDIDATES, problem(3)).proposals();
        List<Proposal> other =
                Session.run(create(AlgorithmSettings.of(6, 3, 6)), CANDIDATES, problem(3))
                        .proposals();
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void proposalsDependOnNeededResultsOnly() {
        int changed = 40;
        AlgorithmSettings settings = AlgorithmSettings.of(6, 2, 5);
        Algorithm one = create(settings);
        List<Proposal> expected = Session.run(one, CANDIDATES, problem(2)).proposals();
        List<Proposal> found =
                Session.run(
                                create(settings),
                                CANDIDATES,
                                (candidate, genes) ->
                                        candidate >= changed
                                                ? Outcome.Costs.of(candidate, -candidate)
                                                : problem(2).apply(candidate, genes))
                        .proposals();
        for (int candidate = 1; candidate <= CANDIDATES; candidate++) {
            if (one.needed(candidate) < changed) {
                assertThat(found.get(candidate - 1)).isEqualTo(expected.get(candidate - 1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void goesOnWhenCandidatesFail(int everyOther) {
        AlgorithmSettings settings = AlgorithmSettings.of(6, 2, 5).withLag(4);
        Session session = Session.run(create(settings), CANDIDATES, failing(everyOther));
        assertThat(session.proposals()).hasSize(CANDIDATES);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void goesOnWithATinyPopulation(int population) {
        for (int genes : List.of(1, 4)) {
            AlgorithmSettings settings =
                    AlgorithmSettings.of(genes, 2, 5).withPopulation(population).withLag(1);
            assertThat(Session.run(create(settings), CANDIDATES, problem(2)).proposals())
                    .hasSize(CANDIDATES);
        }
    }

    @Test
    void goesOnWhenAllCostsAreEqual() {
        Session session =
                Session.run(
                        create(AlgorithmSettings.of(3, 2, 5)),
                        CANDIDATES,
                        (_, _) -> Outcome.Costs.of(1, 1));
        assertThat(session.proposals()).hasSize(CANDIDATES);
    }

    @Test
    void proposesTheStartPoints() {
        List<List<Double>> starts =
                List.of(
                        Collections.nCopies(4, 0.0),
                        Collections.nCopies(4, 0.25),
                        Arrays.asList(1.0, 0.0, 0.5, 0.125));
        AlgorithmSettings settings = AlgorithmSettings.of(4, 2, 5).withStarts(starts);
        List<List<Double>> proposed =
                Session.run(create(settings), CANDIDATES, problem(2)).proposals().stream()
                        .filter(proposal -> proposal.origin().equals("start"))
                        .map(Proposal::genes)
                        .toList();
        assertThat(proposed).isEqualTo(starts);
    }

    @Test
    void parentsAreEarlierCandidates() {
        Session session =
                Session.run(create(AlgorithmSettings.of(6, 2, 5)), CANDIDATES, problem(2));
        for (int candidate = 1; candidate <= CANDIDATES; candidate++) {
            int own = candidate;
            assertThat(session.proposals().get(candidate - 1).parents())
                    .allMatch(parent -> parent >= 1 && parent < own);
        }
    }
}
