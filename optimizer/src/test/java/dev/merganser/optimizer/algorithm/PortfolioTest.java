package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

class PortfolioTest extends AlgorithmContract {

    @Override
    Algorithm create(AlgorithmSettings settings) {
        return Portfolio.of(settings);
    }

    /** Notes what it is told, and insists on exactly what it needs. */
    private static class Spy implements Algorithm {
        final List<Integer> toldBeforeAsk = new ArrayList<>();
        private final int generation;
        private int told;

        Spy(int generation) {
            this.generation = generation;
        }

        @Override
        public int needed(int candidate) {
            return (candidate - 1) / generation * generation;
        }

        @Override
        public Proposal ask(int candidate) {
            assertThat(told).isEqualTo(needed(candidate));
            toldBeforeAsk.add(candidate);
            return new Proposal(List.of(0.5), "spy", List.of());
        }

        @Override
        public void tell(int candidate, Outcome outcome) {
            assertThat(candidate).isEqualTo(++told);
        }
    }

    private static final class SharedSpy extends Spy implements SharedAlgorithm {
        final List<Integer> adopted = new ArrayList<>();

        SharedSpy() {
            super(4);
        }

        @Override
        public void adopt(int candidate, Proposal proposal) {
            adopted.add(candidate);
        }
    }

    @Test
    void tellsEachMemberExactlyWhatItNeedsInItsOwnNumbers() {
        Spy own = new Spy(3);
        SharedSpy shared = new SharedSpy();
        Portfolio portfolio = new Portfolio(List.of(own, shared), List.of(0, 1, 0));
        Session.run(portfolio, 90, (_, _) -> Outcome.Costs.of(1));
        assertThat(own.toldBeforeAsk).hasSize(60).startsWith(1, 2, 3, 4).endsWith(60);
        assertThat(shared.toldBeforeAsk).hasSize(30).startsWith(2, 5, 8).endsWith(89);
        assertThat(shared.adopted).hasSize(60).startsWith(1, 3, 4, 6).endsWith(90);
    }

    @Test
    void aGenerationUnderWayHoldsUpNobodyWhileTheOtherHasItsTurns() {
        Algorithm portfolio = Portfolio.of(AlgorithmSettings.of(39, 3, 1));
        assertThat(portfolio.needed(21)).isEqualTo(5);
        assertThat(portfolio.needed(22)).isEqualTo(14);
        assertThat(portfolio.needed(35)).isEqualTo(14);
        assertThat(portfolio.needed(43)).isEqualTo(35);
    }

    @Test
    void everyMemberMustHaveATurn() {
        List<Algorithm> members = List.of(new Spy(2), new Spy(2));
        assertThatThrownBy(() -> new Portfolio(members, List.of(0, 0)))
                .hasMessageContaining("Member 1");
    }

    /** Frozen: another value here changes every seeded search. */
    @Test
    void proposalsNeverChange() {
        AlgorithmSettings settings =
                AlgorithmSettings.of(5, 2, 42)
                        .withStarts(
                                List.of(Collections.nCopies(5, 0.25), Collections.nCopies(5, 0.5)));
        assertThat(fingerprint(Portfolio.of(settings), 3_000)).isEqualTo(1568103770771611415L);
        assertThat(fingerprint(CmaEs.separable(settings), 3_000)).isEqualTo(-4952311789399730342L);
        assertThat(fingerprint(CmaEs.full(settings), 3_000)).isEqualTo(7060668790998805240L);
    }

    private static long fingerprint(Algorithm algorithm, int candidates) {
        List<Proposal> proposals =
                Session.run(
                                algorithm,
                                candidates,
                                (candidate, genes) ->
                                        candidate % 7 == 0
                                                ? new Outcome.Failed("fell over")
                                                : Outcome.Costs.of(
                                                        steeper(genes, 1.0 / 3),
                                                        steeper(genes, 2.0 / 3)))
                        .proposals();
        long hash = 17;
        for (Proposal proposal : proposals) {
            for (double gene : proposal.genes()) {
                hash = 31 * hash + Double.doubleToLongBits(gene);
            }
        }
        return hash;
    }

    /** Gene i counts i times as much as the first. */
    private static double steeper(double[] genes, double centre) {
        double sum = 0;
        for (int i = 0; i < genes.length; i++) {
            double distance = genes[i] - centre;
            sum += (1 + i) * distance * distance;
        }
        return sum;
    }

    @Test
    void nsga2BreedsFromThePointsOfCmaEs() {
        Session session =
                Session.run(
                        create(AlgorithmSettings.of(10, 2, 1)), 400, Problems.of(Problems::zdt1));
        List<Proposal> proposals = session.proposals();
        assertThat(proposals.stream().flatMap(p -> p.parents().stream()))
                .anyMatch(parent -> proposals.get(parent - 1).origin().equals("cmaes"));
    }
}
