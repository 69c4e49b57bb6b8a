package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.optimizer.surrogate.FrontSettings;
import dev.merganser.optimizer.surrogate.MapSettings;
import dev.merganser.results.front.Hypervolume;
import dev.merganser.results.value.Direction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

class MapSearchTest {

    private static MapSearch map(AlgorithmSettings settings) {
        return new MapSearch(settings);
    }

    /** Losses of three tasks, each least at its own mix of three weights. */
    private static double[] losses(double[] weights) {
        double[] losses = new double[3];
        for (int task = 0; task < 3; task++) {
            double sum = 0;
            for (int i = 0; i < 3; i++) {
                double off = weights[i] - (i == task ? .8 : .25);
                sum += (1 + .3 * i) * off * off;
            }
            losses[task] = Math.log1p(Math.exp(4 * sum - 1));
        }
        return losses;
    }

    private static List<double[]> run(
            Algorithm algorithm, int evaluations, UnaryOperator<double[]> problem) {
        List<double[]> costs = new ArrayList<>();
        int told = 0;
        for (int number = 1; number <= evaluations; number++) {
            for (; told < algorithm.needed(number); told++) {
                algorithm.tell(told + 1, outcome(costs.get(told)));
            }
            if (algorithm.isFinished()) {
                break;
            }
            Proposal proposal = algorithm.ask(number);
            costs.add(problem.apply(array(proposal.genes())));
        }
        return costs;
    }

    private static Outcome outcome(double[] costs) {
        return costs.length == 0 ? new Outcome.Failed("fell over") : Outcome.Costs.of(costs);
    }

    private static double[] array(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double volume(List<double[]> costs) {
        double[] reference = new double[3];
        Arrays.fill(reference, 3);
        return Hypervolume.of(costs.toArray(double[][]::new), reference);
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 60})
    void leadsAtFewEvaluations(int evaluations) {
        double map = 0;
        double latin = 0;
        double evolution = 0;
        for (long seed = 1; seed <= 3; seed++) {
            AlgorithmSettings settings = AlgorithmSettings.of(3, 3, seed).withLag(1);
            map += volume(run(map(settings), evaluations, MapSearchTest::losses));
            latin += volume(run(new LatinHypercube(settings), evaluations, MapSearchTest::losses));
            evolution +=
                    volume(
                            run(
                                    new Nsga2(settings.withPopulation(10)),
                                    evaluations,
                                    MapSearchTest::losses));
        }
        assertThat(map).isGreaterThan(latin).isGreaterThan(evolution);
    }

    /** Half of each range is so bad that quadratics of all of it are of no use near the front. */
    @Test
    void leadsInRangesThatAreMuchTooWideToo() {
        UnaryOperator<double[]> wide =
                x -> {
                    double[] losses = losses(Arrays.stream(x).map(gene -> 2 * gene).toArray());
                    double beyond = Arrays.stream(x).map(gene -> Math.max(0, gene - .5)).sum();
                    return Arrays.stream(losses).map(loss -> loss + 40 * beyond * beyond).toArray();
                };
        double map = 0;
        double alike = 0;
        double evolution = 0;
        for (long seed = 1; seed <= 3; seed++) {
            AlgorithmSettings settings = AlgorithmSettings.of(3, 3, seed).withLag(1);
            map += volume(run(map(settings), 40, wide));
            alike += volume(run(map(settings.withMap(withoutFocus())), 40, wide));
            evolution += volume(run(new Nsga2(settings.withPopulation(10)), 40, wide));
        }
        assertThat(map).isGreaterThan(alike).isGreaterThan(evolution);
    }

    private static MapSettings withoutFocus() {
        FrontSettings usual = FrontSettings.DEFAULT;
        return new MapSettings(
                MapSettings.DEFAULT.sampling(),
                new FrontSettings(
                        usual.warp(), usual.leverage(), 0, usual.batch(), usual.patience()));
    }

    private static List<Proposal> surrogateProposals(Session session) {
        return session.proposals().stream()
                .filter(proposal -> proposal.origin().equals(Origins.SURROGATE))
                .toList();
    }

    @Test
    void fewerPointsThanTermsLeadToo() {
        double map = 0;
        double latin = 0;
        for (long seed = 1; seed <= 3; seed++) {
            AlgorithmSettings settings = AlgorithmSettings.of(3, 3, seed).withLag(1);
            var few = settings.withMap(settings.map().withInitial(6));
            Session session =
                    Session.run(map(few), 11, (_, point) -> Outcome.Costs.of(losses(point)));
            assertThat(surrogateProposals(session)).hasSizeGreaterThan(2);
            map += volume(run(map(few), 16, MapSearchTest::losses));
            latin += volume(run(new LatinHypercube(settings), 16, MapSearchTest::losses));
        }
        assertThat(map).isGreaterThan(latin);
    }

    /** The frame's reference is better than all that there is: nothing gains. */
    @Test
    void drawsAtRandomWhereNothingIsPromised() {
        var evidence =
                new Evidence(
                        Collections.nCopies(3, Direction.MINIMIZE),
                        List.of(),
                        Optional.of(List.of(-9.0, -9.0, -9.0)));
        Session session =
                Session.run(
                        map(AlgorithmSettings.of(3, 3, 1).withEvidence(evidence)),
                        20,
                        (_, point) -> Outcome.Costs.of(losses(point)));
        assertThat(surrogateProposals(session)).isEmpty();
        assertThat(session.proposals().subList(12, 20))
                .extracting(Proposal::origin)
                .containsOnly(Origins.RANDOM);
    }

    /** Where the losses are least, everything fails. */
    @Test
    void leavesARegionInWhichCandidatesFail() {
        int[] failed = {0};
        UnaryOperator<double[]> problem =
                x -> {
                    double off = Math.hypot(x[0] - .5, x[1] - .5);
                    boolean fails = off < .3;
                    failed[0] += fails ? 1 : 0;
                    return fails ? new double[0] : new double[] {off * off, off * off + x[0] / 100};
                };
        List<double[]> costs = run(map(AlgorithmSettings.of(2, 2, 1)), 40, problem);
        assertThat(failed[0]).isLessThan(costs.size() / 2);
    }

    @Test
    void theDesignComesFirstAndRoundsWaitForAllBefore() {
        Algorithm algorithm = map(AlgorithmSettings.of(2, 2, 1));
        int design = 8;
        assertThat(algorithm.needed(design)).isZero();
        assertThat(algorithm.needed(design + 1)).isEqualTo(design);
        assertThat(algorithm.needed(design + 5)).isEqualTo(design);
        assertThat(algorithm.needed(design + 6)).isEqualTo(design + 5);
    }

    @Test
    void aKnownPointThatBelongsOnTheFrontIsProposedOnce() {
        List<Double> genes = List.of(1.0, 0.0, 0.0);
        var evidence =
                new Evidence(
                        Collections.nCopies(3, Direction.MINIMIZE),
                        List.of(new Evidence.Point(genes, Outcome.Costs.of(0, 2, 2))),
                        Optional.empty());
        AlgorithmSettings settings = AlgorithmSettings.of(3, 3, 1).withEvidence(evidence);
        Session session =
                Session.run(
                        map(settings),
                        32,
                        (_, point) ->
                                Outcome.Costs.of(
                                        Arrays.equals(array(genes), point)
                                                ? new double[] {0, 2, 2}
                                                : losses(point)));
        assertThat(session.proposals())
                .filteredOn(proposal -> proposal.genes().equals(genes))
                .extracting(Proposal::origin)
                .containsExactly("known");
    }

    @Test
    void nothingIsPromisedOfAKnownPoint() {
        var evidence =
                new Evidence(
                        Collections.nCopies(3, Direction.MINIMIZE),
                        List.of(
                                new Evidence.Point(
                                        List.of(1.0, 0.0, 0.0), Outcome.Costs.of(0, 2, 2))),
                        Optional.empty());
        MapSearch search = map(AlgorithmSettings.of(3, 3, 1).withEvidence(evidence));
        List<List<Double>> promises = new ArrayList<>();
        Session.run(
                search,
                32,
                (_, point) -> {
                    search.fitted().ifPresent(fitted -> promises.addAll(fitted.promises()));
                    return Outcome.Costs.of(losses(point));
                });
        assertThat(promises).filteredOn(List::isEmpty).hasSize(1);
        assertThat(promises).doesNotContain(List.of(0.0, 2.0, 2.0));
    }

    @Test
    void theSameSeedGivesTheSameProposals() {
        AlgorithmSettings settings = AlgorithmSettings.of(3, 3, 7);
        List<double[]> one = run(map(settings), 40, MapSearchTest::losses);
        List<double[]> again = run(map(settings), 40, MapSearchTest::losses);
        assertThat(again.toArray(double[][]::new)).isDeepEqualTo(one.toArray(double[][]::new));
    }

    @Test
    void endsWhereNothingImproves() {
        List<double[]> costs =
                run(map(AlgorithmSettings.of(2, 3, 1)), 400, _ -> new double[] {1, 1, 1});
        assertThat(costs).hasSizeLessThan(60);
    }

    @Test
    void goesOnWhereCandidatesFail() {
        int[] count = {0};
        List<double[]> costs =
                run(
                        map(AlgorithmSettings.of(3, 3, 1)),
                        60,
                        x -> count[0]++ % 2 == 0 ? new double[0] : losses(x));
        assertThat(costs).hasSizeGreaterThan(30);
        List<double[]> none = run(map(AlgorithmSettings.of(3, 3, 1)), 60, _ -> new double[0]);
        assertThat(none).hasSize(60);
    }
}
