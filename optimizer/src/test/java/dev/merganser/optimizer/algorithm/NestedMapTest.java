package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.optimizer.surrogate.FrontSettings;
import dev.merganser.optimizer.surrogate.NestedMapSettings;
import dev.merganser.optimizer.surrogate.Sampling;
import dev.merganser.optimizer.surrogate.Warp;
import dev.merganser.results.value.Direction;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

class NestedMapTest extends AlgorithmContract {

    private static final double HIGH = 1.5;

    /** Of three experts, how many proposals of {@link #lean} come before those for the front. */
    private static final int FRONT_OF_THREE = 3 + 2 * 7;

    /** With rounds that take little time. */
    @Override
    Algorithm create(AlgorithmSettings settings) {
        NestedMapSettings usual = NestedMapSettings.DEFAULT;
        int levels = Math.max(1, settings.genes() - 1);
        int initial = Math.max(8, (139 - settings.genes()) / levels - 1);
        return new NestedMap(
                settings.withForm(
                        Optional.of(
                                new NestedMapSettings(
                                        new Sampling(
                                                Sampling.Design.LATIN_HYPERCUBE,
                                                OptionalInt.of(initial),
                                                0),
                                        1,
                                        usual.choice(),
                                        Map.of(),
                                        usual.span(),
                                        new FrontSettings(
                                                Optional.of(Warp.IDENTITY), 0.5, 0, 10, 1)))));
    }

    /** Six points a pair and one compromise after them. */
    private static NestedMapSettings lean() {
        return new NestedMapSettings(
                new Sampling(Sampling.Design.D_OPTIMAL, OptionalInt.of(6), 0),
                1,
                NestedMapSettings.Choice.FORETOLD,
                Map.of(),
                NestedMapSettings.Span.LAST_TWO,
                FrontSettings.DEFAULT);
    }

    private static AlgorithmSettings settings(int experts, NestedMapSettings form) {
        return AlgorithmSettings.of(experts, experts, 5)
                .withLayout(
                        GeneLayout.numbers(experts)
                                .withWeights(NestedBoxTest.space(experts, 1, 0, HIGH)))
                .withForm(Optional.of(form));
    }

    /** Each expert's task likes its own weight at .9 and suffers from the others: a quadratic. */
    private static double[] tasks(double[] genes) {
        double[] costs = new double[genes.length];
        for (int task = 0; task < genes.length; task++) {
            for (int i = 0; i < genes.length; i++) {
                double off = HIGH * genes[i] - (i == task ? 0.9 : 0.1);
                costs[task] += (1 + task) * off * off;
            }
        }
        return costs;
    }

    private static Session run(AlgorithmSettings settings, int candidates) {
        return Session.run(
                new NestedMap(settings), candidates, (_, x) -> Outcome.Costs.of(tasks(x)));
    }

    private static List<List<Double>> weights(Session session, String origin) {
        return session.proposals().stream()
                .filter(proposal -> proposal.origin().equals(origin))
                .map(proposal -> proposal.genes().stream().map(gene -> HIGH * gene).toList())
                .toList();
    }

    private static Offset<Double> nearly() {
        return within(1e-3);
    }

    /** Of 1·(a−.9)² + 1·(b−.1)² + 2·(a−.1)² + 2·(b−.9)²: a = (.9 + .2) / 3, b = (.1 + 1.8) / 3. */
    @Test
    void sixPointsOfTwoModelsGiveTheBestCompromiseOfTwoQuadratics() {
        Session session = run(settings(2, lean()), 9);
        List<Double> best = weights(session, "compromise").getFirst();
        assertThat(best.get(0)).isEqualTo(1.1 / 3, nearly());
        assertThat(best.get(1)).isEqualTo(1.9 / 3, nearly());
    }

    /** With preference 4 to 1: 4·1 against 1·2, so a = (3.6 + .2) / 6, b = (.4 + 1.8) / 6. */
    @Test
    void thePreferenceMovesTheCompromise() {
        AlgorithmSettings settings =
                settings(2, lean()).withScaling(List.of(4.0, 1.0), List.of(1.0, 1.0));
        List<Double> best = weights(run(settings, 9), "compromise").getFirst();
        assertThat(best.get(0)).isEqualTo(3.8 / 6, nearly());
        assertThat(best.get(1)).isEqualTo(2.2 / 6, nearly());
    }

    @Test
    void expertsComeAloneFirst() {
        assertThat(weights(run(settings(3, lean()), 30), "expert"))
                .containsExactly(
                        List.of(1.0, 0.0, 0.0), List.of(0.0, 1.0, 0.0), List.of(0.0, 0.0, 1.0));
    }

    /** Alone the tasks cost .02, .04 and .06, others' costs aside: the first two stand closest. */
    @Test
    void theClosestTwoAreMergedFirstAndKeepTheirProportionAfterwards() {
        Session session = run(settings(3, lean()), FRONT_OF_THREE);
        List<List<Double>> design = weights(session, "design");
        List<Double> composite = weights(session, "compromise").getFirst();
        assertThat(design.subList(0, 6)).allMatch(point -> point.get(2) == 0);
        assertThat(design.subList(6, 12))
                .allSatisfy(
                        point ->
                                assertThat(point.get(0) * composite.get(1))
                                        .isEqualTo(point.get(1) * composite.get(0), within(1e-12)));
        assertThat(design.subList(6, 12)).anyMatch(point -> point.get(2) > 1);
    }

    /** The last compromise is the best sum of all tasks on the plane of composite and third. */
    @Test
    void theLastCompromiseIsTheBestOfItsPlane() {
        Session session = run(settings(3, lean()), FRONT_OF_THREE);
        double[] found = Session.genes(session.proposals().getLast());
        double cost = Arrays.stream(tasks(found)).sum();
        for (double factor : List.of(0.98, 1.02)) {
            double[] scaled = {factor * found[0], factor * found[1], found[2]};
            double[] third = {found[0], found[1], factor * found[2]};
            assertThat(Arrays.stream(tasks(scaled)).sum()).isGreaterThan(cost);
            assertThat(Arrays.stream(tasks(third)).sum()).isGreaterThan(cost);
        }
    }

    @Test
    void theFrontOfTheLastTwoIsEvaluatedInTheEnd() {
        Session session = run(settings(2, lean()), 40);
        List<List<Double>> front = weights(session, "surrogate");
        assertThat(front).hasSize(40 - 2 - 7);
        // between the tasks' own optima (.9, .1) and (.1, .9) the front is a curve from one to the
        // other
        assertThat(front).anyMatch(point -> point.get(0) > 0.8 && point.get(1) < 0.2);
        assertThat(front).anyMatch(point -> point.get(0) < 0.2 && point.get(1) > 0.8);
    }

    /** As {@link #lean}, with the front of all weights in rounds of so many. */
    private static NestedMapSettings spanningAll(int batch) {
        NestedMapSettings lean = lean();
        return new NestedMapSettings(
                lean.sampling(),
                1,
                lean.choice(),
                Map.of(),
                NestedMapSettings.Span.ALL,
                new FrontSettings(Optional.of(Warp.IDENTITY), 0.5, 0, batch, 1));
    }

    /** How far the proposals for the front are off the plane of the first compromise. */
    private static List<Double> offPlane(Session session) {
        double[] two = Session.genes(session.proposals().get(3 + 6));
        return session.proposals().stream()
                .skip(FRONT_OF_THREE)
                .map(Session::genes)
                .map(x -> Math.abs(x[0] * two[1] - x[1] * two[0]))
                .toList();
    }

    /** Of three, the proportion of two stays until the front of the last two no longer grows. */
    @Test
    void allWeightsVaryOnceTheFrontOfTheLastTwoHasSettled() {
        Session session = run(settings(3, spanningAll(10)), FRONT_OF_THREE + 50);
        List<Double> offPlane = offPlane(session);
        assertThat(offPlane.subList(0, 10)).allMatch(distance -> distance < 1e-9);
        assertThat(offPlane.subList(40, 50)).anyMatch(distance -> distance >= 1e-9);
    }

    /** Beyond a reference that nothing reaches there is no hypervolume to settle. */
    @Test
    void allWeightsVaryWhereTheFrontOfTheLastTwoIsWorthNothing() {
        var evidence =
                new Evidence(
                        Collections.nCopies(3, Direction.MINIMIZE),
                        List.of(),
                        Optional.of(List.of(-1.0, -1.0, -1.0)));
        var algorithm = new NestedMap(settings(3, spanningAll(5)).withEvidence(evidence));
        Session session =
                Session.run(algorithm, FRONT_OF_THREE + 10, (_, x) -> Outcome.Costs.of(tasks(x)));
        assertThat(offPlane(session).subList(5, 10)).anyMatch(distance -> distance > 1e-3);
        assertThat(algorithm.isFinished()).isFalse();
    }

    @Test
    void endsWhenTheFrontNoLongerGrows() {
        Algorithm algorithm = new NestedMap(settings(2, lean()));
        Session.run(algorithm, 60, (_, _) -> Outcome.Costs.of(1, 1));
        assertThat(algorithm.isFinished()).isTrue();
    }

    @Test
    void publishedSettingsTakeTwentyPointsAPairOfWeightsUpToOne() {
        Session session = run(settings(3, NestedMapSettings.PUBLISHED), 3 + 2 * 21);
        List<List<Double>> design = weights(session, "design");
        assertThat(design).hasSize(40);
        assertThat(design.subList(0, 20)).contains(List.of(1.0, 0.0, 0.0));
        assertThat(design.subList(0, 20)).allMatch(point -> Collections.max(point) <= 1);
        long equal =
                design.subList(2, 20).stream()
                        .filter(p -> Math.abs(p.get(0) - p.get(1)) < 1e-9)
                        .count();
        assertThat(equal).isEqualTo(2);
        assertThat(weights(session, "compromise")).hasSize(2);
    }

    @Test
    void whatIsMeasuredBestBecomesTheCompositeUnlessTheForetoldOneShall() {
        int lie = 3 + 7;
        for (NestedMapSettings.Choice choice : NestedMapSettings.Choice.values()) {
            NestedMapSettings form = lean();
            AlgorithmSettings settings =
                    settings(
                            3,
                            new NestedMapSettings(
                                    form.sampling(),
                                    1,
                                    choice,
                                    Map.of(),
                                    form.span(),
                                    form.front()));
            Session session =
                    Session.run(
                            new NestedMap(settings),
                            3 + 8,
                            (candidate, x) ->
                                    candidate == lie
                                            ? Outcome.Costs.of(90, 90, 90)
                                            : Outcome.Costs.of(tasks(x)));
            List<Double> foretold = weights(session, "compromise").getFirst();
            List<Double> next = session.proposals().getLast().genes();
            boolean follows =
                    Math.abs(next.get(0) * foretold.get(1) - next.get(1) * foretold.get(0)) < 1e-9;
            assertThat(follows).isEqualTo(choice == NestedMapSettings.Choice.FORETOLD);
        }
    }

    @Test
    void aModelWithoutAnObjectiveOfItsOwnSpeaksForAll() {
        AlgorithmSettings settings =
                AlgorithmSettings.of(4, 1, 5)
                        .withLayout(
                                GeneLayout.numbers(4)
                                        .withWeights(NestedBoxTest.space(4, 1, 0, HIGH)));
        Session session =
                Session.run(
                        new NestedMap(settings),
                        60,
                        (_, x) -> Outcome.Costs.of(Arrays.stream(tasks(x)).sum()));
        assertThat(session.lowest()).isLessThan(1.05 * bestSum());
    }

    /** Each weight at (.9 (1 + i) + .1 (9 − i)) / 10, since the tasks count 1, 2, 3 and 4. */
    private static double bestSum() {
        double[] best =
                IntStream.range(0, 4)
                        .mapToDouble(i -> (0.9 * (1 + i) + 0.1 * (9 - i)) / 10 / HIGH)
                        .toArray();
        return Arrays.stream(tasks(best)).sum();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void groupsOfTensorsHaveWeightsOfTheirOwn(int groups) {
        AlgorithmSettings settings =
                AlgorithmSettings.of(3 * groups, 3, 5)
                        .withLayout(
                                GeneLayout.numbers(3 * groups)
                                        .withWeights(NestedBoxTest.space(3, groups, 0, HIGH)));
        Session session =
                Session.run(
                        new NestedMap(settings),
                        40,
                        (_, x) -> Outcome.Costs.of(tasks(Arrays.copyOf(x, 3))));
        assertThat(session.proposals()).allMatch(proposal -> proposal.genes().size() == 3 * groups);
    }

    @Test
    void goesOnWhereCandidatesFail() {
        int[] count = {0};
        Session session =
                Session.run(
                        new NestedMap(settings(3, NestedMapSettings.DEFAULT)),
                        80,
                        (_, x) ->
                                count[0]++ % 3 == 2
                                        ? new Outcome.Failed("fell over")
                                        : Outcome.Costs.of(tasks(x)));
        assertThat(session.proposals().stream().map(Proposal::origin))
                .contains(Origins.COMPROMISE, Origins.SURROGATE);
    }
}
