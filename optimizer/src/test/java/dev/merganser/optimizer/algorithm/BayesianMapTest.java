package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.optimizer.surrogate.BayesianMapSettings;
import dev.merganser.optimizer.surrogate.BayesianMapSettings.Radius;
import dev.merganser.optimizer.surrogate.CellSettings;
import dev.merganser.optimizer.surrogate.FrontSettings;
import dev.merganser.optimizer.surrogate.MapForm;
import dev.merganser.optimizer.surrogate.Sampling;
import dev.merganser.optimizer.surrogate.Warp;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

class BayesianMapTest extends AlgorithmContract {

    /** With the design and the rounds that take the least time; many genes get no fit. */
    @Override
    Algorithm create(AlgorithmSettings settings) {
        int first = settings.genes() > 10 ? 150 : 20;
        Sampling sampling = new Sampling(Sampling.Design.LATIN_HYPERCUBE, OptionalInt.of(first), 0);
        return new BayesianMap(settings.withForm(form(sampling, 60, 2)));
    }

    private static Optional<MapForm> form(Sampling sampling, int update, int iterations) {
        return Optional.of(
                new BayesianMapSettings(
                        sampling,
                        update,
                        iterations,
                        new CellSettings(0.1, true, false),
                        new Radius(0.2, 1, true),
                        new FrontSettings(Optional.of(Warp.IDENTITY), 0.5, 0, 10, 4)));
    }

    private static double[] losses(double[] x) {
        double[] losses = new double[2];
        for (int i = 0; i < 2; i++) {
            losses[i] = Problems.ellipsoid(x, 0.3 + 0.4 * i, 3);
        }
        return losses;
    }

    @Test
    void designUpdatesAndRoundsFollowEachOther() {
        AlgorithmSettings settings =
                AlgorithmSettings.of(3, 2, 1).withForm(Optional.of(BayesianMapSettings.PUBLISHED));
        Algorithm algorithm = new BayesianMap(settings);
        assertThat(IntStream.of(15, 16, 18, 19, 21, 22, 31, 32).map(algorithm::needed))
                .containsExactly(0, 15, 15, 18, 18, 21, 21, 31);
        Session session = Session.run(algorithm, 30, (_, x) -> Outcome.Costs.of(losses(x)));
        assertThat(session.proposals().stream().map(Proposal::origin))
                .startsWith("design")
                .endsWith("surrogate")
                .containsSubsequence("design", "update", "surrogate");
        assertThat(session.proposals().subList(15, 21)).allMatch(p -> p.origin().equals("update"));
    }

    /** Where both losses are lowest together, everything fails. */
    @Test
    void leavesARegionInWhichCandidatesFail() {
        AlgorithmSettings settings = AlgorithmSettings.of(2, 2, 1).withLag(1);
        int[] failed = {0};
        Session session =
                Session.run(
                        new BayesianMap(settings),
                        60,
                        (_, x) -> {
                            boolean fails = Math.hypot(x[0] - .5, x[1] - .5) < .3;
                            failed[0] += fails ? 1 : 0;
                            return fails
                                    ? new Outcome.Failed("fell over")
                                    : Outcome.Costs.of(losses(x));
                        });
        assertThat(session.proposals()).hasSizeGreaterThan(30);
        assertThat(failed[0]).isBetween(1, session.proposals().size() / 2);
    }

    /** The quadratics fit all but the directions near the first axis, so most updates go there. */
    @Test
    void newPointsGoWhereTheQuadraticsArePoor() {
        Sampling sampling = new Sampling(Sampling.Design.LATIN_HYPERCUBE, OptionalInt.of(40), 0);
        Session session =
                Session.run(
                        new BayesianMap(
                                AlgorithmSettings.of(2, 2, 3).withForm(form(sampling, 40, 1))),
                        80,
                        (_, x) -> {
                            double[] costs = losses(x);
                            costs[0] += x[1] < 0.4 * x[0] ? StrictMath.sin(40 * x[0]) : 0;
                            return Outcome.Costs.of(costs);
                        });
        long poor =
                session.proposals().subList(40, 80).stream()
                        .filter(
                                proposal ->
                                        proposal.genes().get(1) < 0.42 * proposal.genes().get(0))
                        .count();
        assertThat(poor).isGreaterThan(30);
    }

    @Test
    void theLastFitHasTheLastPoints() {
        AlgorithmSettings settings = AlgorithmSettings.of(2, 2, 3);
        Algorithm algorithm = new BayesianMap(settings);
        int updated = firstOf("surrogate", settings) - 1;
        assertThat(algorithm.needed(updated + 1)).isEqualTo(updated);
        List<Proposal> usual = run(settings, -1);
        List<Proposal> other = run(settings, updated);
        assertThat(other.subList(0, updated)).isEqualTo(usual.subList(0, updated));
        assertThat(other.get(updated)).isNotEqualTo(usual.get(updated));
    }

    private static int firstOf(String origin, AlgorithmSettings settings) {
        List<Proposal> proposals = run(settings, -1);
        return IntStream.rangeClosed(1, proposals.size())
                .filter(n -> proposals.get(n - 1).origin().equals(origin))
                .findFirst()
                .orElseThrow();
    }

    /** With the costs of one candidate halved. */
    private static List<Proposal> run(AlgorithmSettings settings, int halved) {
        return Session.run(
                        new BayesianMap(settings),
                        26,
                        (candidate, x) -> {
                            double[] costs = losses(x);
                            double factor = candidate == halved ? 0.5 : 1;
                            return Outcome.Costs.of(factor * costs[0], factor * costs[1]);
                        })
                .proposals();
    }

    /** The first updates of the published settings with weights of such a range. */
    private static Session published(double low, double high) {
        AlgorithmSettings settings =
                AlgorithmSettings.of(3, 2, 1)
                        .withForm(Optional.of(BayesianMapSettings.PUBLISHED))
                        .withLayout(
                                GeneLayout.numbers(3)
                                        .withWeights(NestedBoxTest.space(3, 1, low, high)));
        return Session.run(new BayesianMap(settings), 21, (_, x) -> Outcome.Costs.of(losses(x)));
    }

    /** Radii from .2 to .8 in weights, whose range reaches to 1.5. */
    @Test
    void publishedRadiiAreLengthsOfTheVectorOfWeights() {
        Session session = published(0, 1.5);
        assertThat(session.proposals().getFirst().genes()).containsExactly(1 / 1.5, 0.0, 0.0);
        assertThat(session.proposals().subList(15, 21))
                .allSatisfy(
                        proposal -> assertThat(1.5 * length(proposal.genes())).isBetween(0.2, 0.8));
    }

    /** With weights from −1 to 1 lengths are counted from 0, to both sides. */
    @Test
    void pointsSpreadAroundTheBaseModelWhereWeightsMayBeNegative() {
        Session session = published(-1, 1);
        List<List<Double>> updates =
                session.proposals().subList(15, 21).stream()
                        .map(proposal -> proposal.genes().stream().map(g -> 2 * g - 1).toList())
                        .toList();
        assertThat(updates).allSatisfy(w -> assertThat(length(w)).isBetween(0.2, 0.8));
        assertThat(updates.stream().flatMap(List::stream))
                .anyMatch(w -> w > 0)
                .anyMatch(w -> w < 0);
    }

    private static double length(List<Double> genes) {
        return Math.sqrt(genes.stream().mapToDouble(gene -> gene * gene).sum());
    }
}
