package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.optimizer.coefficient.AnalyticLosses;
import dev.merganser.optimizer.coefficient.CoefficientMethod;
import dev.merganser.optimizer.coefficient.CoefficientSettings;
import dev.merganser.optimizer.coefficient.DescentSettings;
import dev.merganser.optimizer.coefficient.Estimator;
import dev.merganser.optimizer.coefficient.EstimatorSettings;
import dev.merganser.optimizer.coefficient.Losses;
import dev.merganser.optimizer.coefficient.StartPoint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class CoefficientSearchTest {

    private static final AnalyticLosses LOSSES = AnalyticLosses.quadratic(3, 1);

    @Test
    void proposesTheStartAndThePointAfterEveryFewSteps() {
        AnalyticLosses losses = AnalyticLosses.quadratic(3, 1);
        List<Proposal> proposals = proposals(adamerging(25, 10, 0), losses);

        assertThat(proposals)
                .extracting(Proposal::origin)
                .containsExactly("start", "descent", "descent", "descent");
        assertThat(proposals)
                .extracting(Proposal::parents)
                .containsExactly(List.of(), List.of(1), List.of(2), List.of(3));
        assertThat(proposals.getFirst().genes()).containsExactly(0.3, 0.3, 0.3);
        assertThat(losses.questions())
                .startsWith("start", "held_out", "gradient 0", "gradient 1")
                .hasSize(1 + 25 + 4);
        assertThat(losses.questions().indexOf("gradient 10"))
                .isEqualTo(losses.questions().lastIndexOf("gradient 10"));
    }

    /** Held-out items are best served at .25, which the descent to .2, .4, .6 passes early. */
    @Test
    void proposesThePointWithTheLowestHeldOutLossOnceMoreAtTheEnd() {
        AnalyticLosses turning = LOSSES.withHeldOut(0.25, 0.35, 0.35);
        List<Proposal> proposals = proposals(adamerging(200, 10, 0), turning);

        Proposal last = proposals.getLast();
        assertThat(last.origin()).isEqualTo("best");
        int best = last.parents().getFirst();
        assertThat(best).isBetween(4, 10);
        assertThat(last.genes()).isEqualTo(proposals.get(best - 1).genes());
    }

    @Test
    void aSearchThatEndsOnTheWayIsLeftWithThePointOfTheLowestHeldOutLoss() {
        Algorithm algorithm =
                create(adamerging(200, 10, 0), LOSSES.withHeldOut(0.25, 0.35, 0.35), 1);
        assertThat(algorithm.conclude()).isEmpty();
        List<Proposal> proposals = IntStream.rangeClosed(1, 15).mapToObj(algorithm::ask).toList();

        Proposal last = algorithm.conclude().orElseThrow();
        int best = last.parents().getFirst();
        assertThat(best).isBetween(4, 10);
        assertThat(last.origin()).isEqualTo(Proposal.CONCLUSION);
        assertThat(last.genes()).isEqualTo(proposals.get(best - 1).genes());
        assertThat(algorithm.conclude()).isEmpty();
        assertThat(algorithm.isFinished()).isFalse();
        // and if it goes on, as if nothing had been
        assertThat(algorithm.ask(17).parents()).containsExactly(15);
    }

    @Test
    void aSearchThatEndsAtItsBestPointHasThatAlready() {
        Algorithm algorithm = create(adamerging(200, 10, 0), LOSSES, 1);
        IntStream.rangeClosed(1, 5).forEach(algorithm::ask);

        assertThat(algorithm.conclude()).isEmpty();
    }

    @Test
    void endsWhenTheHeldOutLossHasNotFallenForAWhile() {
        AnalyticLosses turning = LOSSES.withHeldOut(0.25, 0.35, 0.35);
        List<Proposal> proposals = proposals(adamerging(1000, 10, 3), turning);

        int best = proposals.getLast().parents().getFirst();
        assertThat(proposals).hasSize(best + 3 + 1);
    }

    @Test
    void aLossThatFallsByNextToNothingHasNotFallen() {
        var best = new HeldOutBest();
        best.note(1, List.of(1.0), 1);
        best.note(2, List.of(2.0), 0.99995);
        best.note(3, List.of(3.0), 0.99992);
        assertThat(best.misses()).isEqualTo(2);
        assertThat(best.candidate()).isEqualTo(3);

        best.note(4, List.of(4.0), 0.9);
        assertThat(best.misses()).isZero();
        best.note(5, List.of(5.0), Double.NaN);
        assertThat(best.misses()).isEqualTo(1);
        assertThat(best.point()).containsExactly(4.0);
    }

    @Test
    void whereNothingIsHeldOutTheLastPointIsTheBest() {
        AnalyticLosses losses = AnalyticLosses.quadratic(3, 1);
        CoefficientSettings settings = adamerging(50, 10, 1);
        List<Proposal> proposals =
                proposals(
                        settings.withLosses(
                                settings.losses()
                                        .withDraws(settings.losses().draws().withHeldOut(0))),
                        losses);

        assertThat(proposals).hasSize(6);
        assertThat(losses.questions()).doesNotContain("held_out");
    }

    @Test
    void waitsForNoResult() {
        Algorithm algorithm = create(adamerging(50, 10, 0), LOSSES, 1);

        assertThat(algorithm.needed(1)).isZero();
        assertThat(algorithm.needed(100)).isZero();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORWARD")
    void theSameSeedGivesTheSameProposalsByEveryEstimator(Estimator estimator) {
        AnalyticLosses noisy = LOSSES.withShift(draw -> 0.05 * Math.sin(draw));
        CoefficientSettings settings =
                adamerging(40, 10, 0)
                        .withEstimation(new EstimatorSettings(estimator, false, 0.02, 2));

        List<Proposal> first = proposals(create(settings, noisy, 3));

        assertThat(proposals(create(settings, noisy, 3))).isEqualTo(first);
        boolean random = estimator == Estimator.SPSA || estimator == Estimator.SEP_CMAES;
        assertThat(proposals(create(settings, noisy, 4)).equals(first)).isEqualTo(!random);
    }

    @ParameterizedTest
    @EnumSource
    void everyMethodProposesGenesOfTheUnitCubeAndEnds(CoefficientMethod method) {
        AnalyticLosses far = LOSSES.withTargets(-1.0, 2.0, 0.5);

        List<Proposal> proposals = proposals(method.defaults(1), far);

        assertThat(proposals)
                .hasSizeBetween(5, 60)
                .allSatisfy(
                        one -> assertThat(one.genes()).hasSize(3).allMatch(g -> g >= 0 && g <= 1));
    }

    @Test
    void separableCmaEsComesToTheLowestPoint() {
        CoefficientSettings settings =
                adamerging(60, 10, 0)
                        .withEstimation(new EstimatorSettings(Estimator.SEP_CMAES, false, 0.02, 2));

        List<Double> last = proposals(settings, LOSSES).getLast().genes();

        for (int i = 0; i < 3; i++) {
            assertThat(last.get(i)).isCloseTo(LOSSES.targets().get(i), within(0.01));
        }
    }

    /** (c − .2)² with a pull of .1 towards .1 has its minimum at .15. */
    @Test
    void separableCmaEsIsRegularizedToo() {
        CoefficientSettings settings =
                CoefficientMethod.EXPERT_MERGING
                        .defaults(1)
                        .withDescent(new DescentSettings(80, 1e-3, 0, 0, 0.1, 80, 0))
                        .withEstimation(new EstimatorSettings(Estimator.SEP_CMAES, false, 0.02, 2));
        AlgorithmSettings one =
                AlgorithmSettings.of(1, 1, 1)
                        .withCoefficients(settings, AnalyticLosses.quadratic(1, 1));

        Algorithm algorithm = AlgorithmFactory.of("expert_merging", one);
        algorithm.ask(1);

        assertThat(algorithm.ask(2).genes().getFirst()).isCloseTo(0.15, within(0.005));
    }

    @Test
    void separableCmaEsAsksForAGenerationOnEachDraw() {
        AnalyticLosses losses = AnalyticLosses.quadratic(3, 1);
        CoefficientSettings settings =
                adamerging(2, 2, 0)
                        .withEstimation(new EstimatorSettings(Estimator.SEP_CMAES, false, 0.02, 2));
        AlgorithmSettings six =
                AlgorithmSettings.of(3, 1, 1).withPopulation(6).withCoefficients(settings, losses);
        proposals(AlgorithmFactory.of("adamerging", six));

        assertThat(losses.questions()).filteredOn("loss 0"::equals).hasSize(6);
        assertThat(losses.questions()).filteredOn("loss 1"::equals).hasSize(6);
    }

    @Test
    void startsAtTheBestBaselineWhereAsked() {
        AlgorithmSettings settings =
                AlgorithmSettings.of(3, 1, 1)
                        .withCentre(List.of(0.5, 0.25, 0.75))
                        .withCoefficients(
                                adamerging(10, 10, 0).withStart(new StartPoint.Baseline()), LOSSES);

        assertThat(AlgorithmFactory.of("adamerging", settings).ask(1).genes())
                .containsExactly(0.5, 0.25, 0.75);
    }

    private static CoefficientSettings adamerging(int steps, int every, int patience) {
        return CoefficientMethod.ADAMERGING
                .defaults(1)
                .withDescent(new DescentSettings(steps, 1e-3, 0, 0, 0, every, patience));
    }

    private static Algorithm create(CoefficientSettings settings, Losses losses, long seed) {
        return AlgorithmFactory.of(
                settings.method().key(),
                AlgorithmSettings.of(3, 1, seed).withCoefficients(settings, losses));
    }

    private static List<Proposal> proposals(CoefficientSettings settings, Losses losses) {
        return proposals(create(settings, losses, 1));
    }

    private static List<Proposal> proposals(Algorithm algorithm) {
        List<Proposal> proposals = new ArrayList<>();
        while (!algorithm.isFinished()) {
            proposals.add(algorithm.ask(proposals.size() + 1));
        }
        return proposals;
    }
}
