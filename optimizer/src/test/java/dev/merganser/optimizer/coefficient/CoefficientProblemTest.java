package dev.merganser.optimizer.coefficient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.optimizer.algorithm.Streams;
import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

class CoefficientProblemTest {

    private static final AnalyticLosses LOSSES = AnalyticLosses.quadratic(3, 2);

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FRANK_WOLFE")
    void everyMethodComesToTheLowestPoint(CoefficientMethod method) {
        List<Double> found = learned(settings(method, 4000, 0.01), LOSSES);

        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).isCloseTo(LOSSES.targets().get(i), within(0.01));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Estimator.class,
            names = {"SPSA", "CENTRAL"})
    void soItDoesBySlopesThatAreEstimated(Estimator estimator) {
        CoefficientSettings settings =
                settings(CoefficientMethod.ADAMERGING, 3000, 0.005)
                        .withEstimation(new EstimatorSettings(estimator, false, 0.02, 2));

        List<Double> found = learned(settings, LOSSES);

        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).isCloseTo(LOSSES.targets().get(i), within(0.05));
        }
    }

    @Test
    void aMinimumOutsideTheRangeIsClampedByAdaMergingAndFollowedByAtlas() {
        AnalyticLosses far = AnalyticLosses.quadratic(2, 1).withTargets(-0.5, 1.5);

        assertThat(learned(settings(CoefficientMethod.ADAMERGING, 3000, 0.01), far))
                .containsExactly(0.0, 1.0);
        List<Double> free = learned(settings(CoefficientMethod.ATLAS, 3000, 0.01), far);
        assertThat(free.getFirst()).isCloseTo(-0.5, within(0.01));
        assertThat(free.getLast()).isCloseTo(1.5, within(0.01));
    }

    /**
     * c² with a pull of r/1 towards .1: the slope 2 (c − .2) must be worth r, so c = .2 − r / 2.
     */
    @Test
    void expertMergingPullsCoefficientsToWhereTheyBegan() {
        AnalyticLosses one = AnalyticLosses.quadratic(1, 1);
        CoefficientSettings settings =
                settings(CoefficientMethod.EXPERT_MERGING, 4000, 0.01)
                        .withDescent(new DescentSettings(4000, 0.01, 0, 0, 0.1, 10, 0));

        assertThat(learned(settings, one).getFirst()).isCloseTo(0.15, within(0.002));
    }

    /** (c − .2)² + r c² has its minimum at .2 / (1 + r). */
    @Test
    void selfPositioningPullsCoefficientsToTheBase() {
        AnalyticLosses one = AnalyticLosses.quadratic(1, 1);
        CoefficientSettings settings =
                settings(CoefficientMethod.SELF_POSITIONING, 4000, 0.01)
                        .withDescent(new DescentSettings(4000, 0.01, 0, 0, 1, 10, 0));

        assertThat(learned(settings, one).getFirst()).isCloseTo(0.1, within(0.002));
    }

    /**
     * Slopes −.2 and −199.8, the latter shortened to −1: m = −.02, −.118, v = .00004, .00103996, so
     * steps of .1 and .1 · (.118 / .19) / √(.00103996 / .001999).
     */
    @Test
    void aLongGradientIsShortened() {
        AnalyticLosses growing =
                AnalyticLosses.quadratic(1, 1)
                        .withTargets(100.0)
                        .withShift(draw -> draw == 0 ? -99.9 : 0);
        CoefficientSettings settings =
                CoefficientMethod.ATLAS
                        .defaults(1)
                        .withDescent(new DescentSettings(2, 0.1, 0, 1, 0, 1, 0));

        double second = 0.1 * (0.118 / 0.19) / Math.sqrt(0.00103996 / 0.001999);
        assertThat(learned(settings, growing).getFirst()).isCloseTo(0.1 + second, within(1e-6));
    }

    @Test
    void aStepWithoutAFiniteSlopeIsLeftOut() {
        AnalyticLosses broken = LOSSES.withShift(draw -> draw == 0 ? Double.NaN : 0);
        for (CoefficientMethod method : CoefficientMethod.values()) {
            Learner learner = learner(settings(method, 10, 0.01), broken);
            List<Double> start = learner.point();
            learner.step(0);
            assertThat(learner.point()).isEqualTo(start);
            learner.step(1);
            assertThat(learner.point()).isNotEqualTo(start).allMatch(Double::isFinite);
        }
    }

    @Test
    void theStartIsAValueOrTheBestBaseline() {
        CoefficientSettings settings = settings(CoefficientMethod.ADAMERGING, 10, 0.01);
        AnalyticLosses wide = AnalyticLosses.of(AnalyticLosses.space(2, 1, 1, -1, 1));

        assertThat(problem(settings, wide).start()).containsExactly(0.3, 0.3);
        assertThat(problem(settings.withStart(new StartPoint.Value(-0.5)), wide).start())
                .containsExactly(-0.5, -0.5);
        assertThat(
                        CoefficientProblem.of(
                                        new Learning(
                                                settings.withStart(new StartPoint.Baseline()),
                                                wide),
                                        Optional.of(List.of(0.25, 0.75)))
                                .start())
                .containsExactly(-0.5, 0.5);
        assertThat(problem(CoefficientMethod.SELF_POSITIONING.defaults(1), LOSSES).start())
                .containsOnly(1 / 3.0);
    }

    @Test
    void genesAreSharesOfRangesAndTheRestStays() {
        AnalyticLosses wide = AnalyticLosses.of(AnalyticLosses.space(2, 1, 1, -1, 1));
        CoefficientProblem problem = problem(CoefficientMethod.ATLAS.defaults(1), wide);

        assertThat(problem.inside(List.of(-3.0, 0.5))).containsExactly(-1.0, 0.5);
        assertThat(problem.genes(List.of(-1.0, 0.5), List.of(0.1, 0.2, 0.3)))
                .containsExactly(0.0, 0.75, 0.3);
    }

    @Test
    void sharesOfExpertsAreNeverBelowZero() {
        AnalyticLosses wide = AnalyticLosses.of(AnalyticLosses.space(2, 1, 1, -1, 1));

        assertThat(problem(CoefficientMethod.SELF_POSITIONING.defaults(1), wide).low(0)).isZero();
        assertThat(problem(CoefficientMethod.ATLAS.defaults(1), wide).low(0)).isEqualTo(-1);
    }

    @Test
    void anObstacleIsNamedUnlessSpsaIsAllowed() {
        AnalyticLosses blocked =
                LOSSES.withObstacle("operator 'Celu' (node 'n3') has no gradient rule");
        CoefficientSettings settings = CoefficientMethod.ADAMERGING.defaults(1);

        assertThatThrownBy(() -> problem(settings, blocked))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "search.coefficients.gradient: reverse needs the gradient of the graph, but operator 'Celu' (node 'n3') has no gradient rule. Maybe set search.coefficients.fallback: spsa, or gradient: sep_cmaes.");
        assertThat(
                        problem(
                                        settings.withEstimation(
                                                new EstimatorSettings(
                                                        Estimator.REVERSE, true, 0.02, 2)),
                                        blocked)
                                .estimator())
                .isEqualTo(Estimator.SPSA);
        assertThat(
                        problem(
                                        settings.withEstimation(
                                                new EstimatorSettings(
                                                        Estimator.CENTRAL, true, 0.02, 2)),
                                        blocked)
                                .estimator())
                .isEqualTo(Estimator.CENTRAL);
    }

    @Test
    void settingsThatDoNotFitTheSpaceAreRefused() {
        AnalyticLosses narrow = AnalyticLosses.of(AnalyticLosses.space(2, 1, 1, 0, 0.25));
        refused(CoefficientMethod.ADAMERGING.defaults(1), narrow)
                .hasMessage("search.start_point must be in space.weight, [0.0, 0.25], found 0.3");
        refused(CoefficientMethod.FRANK_WOLFE.defaults(1), narrow)
                .hasMessage(
                        "frank_wolfe moves between models, so space.weight must reach from 0 or less to 1 or more, found [0.0, 0.25]");
        refused(CoefficientMethod.SELF_POSITIONING.defaults(1), narrow)
                .hasMessageStartingWith("self_positioning moves between models");
        refused(
                        CoefficientMethod.SELF_POSITIONING
                                .defaults(1)
                                .withStart(new StartPoint.Value(4)),
                        LOSSES)
                .hasMessage(
                        "search.start_point of self_positioning must be a norm whose equal shares are in space.weight, [0.0, 1.0], found 4.0");
        refused(CoefficientMethod.EXPERT_MERGING.defaults(1).withImportant(0.5), LOSSES)
                .hasMessageStartingWith("search.coefficients.important needs tensors in parts");
        refused(
                        CoefficientMethod.FRANK_WOLFE
                                .defaults(1)
                                .withEstimation(
                                        new EstimatorSettings(Estimator.SEP_CMAES, false, 0.02, 2)),
                        LOSSES)
                .hasMessageEndingWith("must be reverse, spsa, central or forward, found sep_cmaes");
        EstimatorSettings forward = new EstimatorSettings(Estimator.FORWARD, false, 0.02, 2);
        refused(CoefficientMethod.ATLAS.defaults(1).withEstimation(forward), LOSSES)
                .hasMessage(
                        "search.coefficients.gradient: forward is for the hard form of frank_wolfe, found atlas");
        refused(CoefficientMethod.softFrankWolfe(1).withEstimation(forward), LOSSES)
                .hasMessageEndingWith(
                        "the hard form of frank_wolfe, found frank_wolfe with soft: true");
        refused(
                        CoefficientMethod.ADAMERGING
                                .defaults(1)
                                .withStart(new StartPoint.Baseline()),
                        LOSSES)
                .hasMessageContaining("search.start_point: baseline needs a baseline");
        refused(
                        CoefficientMethod.ADAMERGING.defaults(1),
                        AnalyticLosses.of(new CoefficientSpace(List.of(), List.of("expert0"))))
                .hasMessageContaining("the space has none");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
            CoefficientSettings settings, Losses losses) {
        return assertThatThrownBy(() -> problem(settings, losses))
                .isInstanceOf(WrongUseException.class);
    }

    private static CoefficientSettings settings(CoefficientMethod method, int steps, double rate) {
        return method.defaults(1).withDescent(new DescentSettings(steps, rate, 0, 0, 0, 10, 0));
    }

    private static CoefficientProblem problem(CoefficientSettings settings, Losses losses) {
        return CoefficientProblem.of(new Learning(settings, losses), Optional.empty());
    }

    private static Learner learner(CoefficientSettings settings, Losses losses) {
        return problem(settings, losses).learner(draw -> Streams.of(1, "spsa", draw));
    }

    private static List<Double> learned(CoefficientSettings settings, Losses losses) {
        Learner learner = learner(settings, losses);
        for (int step = 0; step < settings.descent().steps(); step++) {
            learner.step(step);
        }
        return learner.point();
    }

    @ParameterizedTest
    @EnumSource
    void everyMethodAlsoLearnsTiedParts(CoefficientMethod method) {
        AnalyticLosses parts = AnalyticLosses.of(AnalyticLosses.space(2, 2, 2, 0, 1));
        CoefficientSettings settings = settings(method, 30, 0.05).withImportant(0.5);
        CoefficientProblem problem = problem(settings, parts);
        List<Double> learned = learned(settings, parts);

        assertThat(learned).hasSize(6).isNotEqualTo(problem.start());
        assertThat(problem.losses().heldOut(learned).total())
                .isLessThan(problem.losses().heldOut(problem.start()).total());
        List<Double> genes = problem.genes(problem.inside(learned), Collections.nCopies(8, 0.0));
        // both parts of each expert in the group whose task vectors are shorter
        assertThat(genes.get(0)).isEqualTo(genes.get(1));
        assertThat(genes.get(2)).isEqualTo(genes.get(3));
        // Frank-Wolfe goes towards whole experts
        assertThat(genes.get(4).equals(genes.get(5)))
                .isEqualTo(method == CoefficientMethod.FRANK_WOLFE);
    }

    @Test
    void expertMergingIsNotPulledWhereItStarts() {
        AnalyticLosses losses = AnalyticLosses.quadratic(2, 2);
        for (double start : new double[] {0.1, 0.3, 0.7}) {
            CoefficientProblem problem =
                    problem(
                            CoefficientMethod.EXPERT_MERGING
                                    .defaults(1)
                                    .withStart(new StartPoint.Value(start)),
                            losses);
            List<Double> first = problem.learner(draw -> Streams.of(1, "spsa", draw)).point();
            double[] pull = new double[4];
            problem.regularizer().addGradient(Vectors.array(first), pull);
            assertThat(pull).containsOnly(0);
        }
    }
}
