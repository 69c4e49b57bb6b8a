package dev.merganser.optimizer.coefficient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.optimizer.coefficient.FrankWolfeSettings.Oracle;

import org.junit.jupiter.api.Test;

class FrankWolfeTest {

    private static final double[] START = {0.3, 0.3, 0.3};

    /**
     * Loss (a − 1)² + 2 b² + 3 c² at .3, .3, .3: gradient −1.4, 1.2, 1.8. Slopes towards the
     * experts: −1.88, .72, 1.32, towards the start 0. Step 0 goes r · 2/2 of the way to the first.
     */
    @Test
    void aStepGoesAShareOfTheWayToTheBestVertex() {
        FrankWolfe learner = hard(losses(1.0, 0.0, 0.0), 0.1);

        learner.step(0);
        assertThat(learner.point()).containsExactly(0.37, 0.27, 0.27);

        learner.step(1);
        double share = 0.1 * 2 / 3;
        assertThat(learner.point().getFirst()).isCloseTo(0.37 + share * 0.63, within(1e-12));
    }

    @Test
    void itComesToTheLowestPointOfTheHullAndStaysInIt() {
        FrankWolfe learner = hard(losses(0.5, 0.25, 0.25), 1);

        for (int step = 0; step < 4000; step++) {
            learner.step(step);
            assertThat(learner.point()).allMatch(c -> c >= 0);
            assertThat(learner.point().stream().mapToDouble(c -> c).sum()).isLessThan(1 + 1e-12);
        }
        assertThat(learner.point().getFirst()).isCloseTo(0.5, within(0.01));
        assertThat(learner.point().get(1)).isCloseTo(0.25, within(0.01));
    }

    @Test
    void whereAllExpertsAreWorseItStaysAtTheStart() {
        FrankWolfe learner = hard(losses(0.3, 0.3, 0.3), 1);
        learner.step(0);

        assertThat(learner.point()).containsExactly(0.3, 0.3, 0.3);
    }

    @Test
    void groupsMayGoToVerticesOfTheirOwn() {
        AnalyticLosses losses = AnalyticLosses.quadratic(2, 2).withTargets(1.0, 0.0, 0.0, 1.0);
        var learner =
                new FrankWolfe(
                        new Vertices(losses.space(), Oracle.INNER),
                        Blocks.of(losses.space()),
                        new ReverseSlopes(losses),
                        1,
                        new double[] {0.3, 0.3, 0.3, 0.3});
        learner.step(0);

        assertThat(learner.point()).containsExactly(1.0, 0.0, 0.0, 1.0);
    }

    /**
     * The way to the second expert is ten times as long, its slope only twice that of the first.
     */
    @Test
    void theCosineLooksAtSlopesForTheLengthOfTheWay() {
        CoefficientSpace space =
                AnalyticLosses.space(2, 1, 1, 0, 1).withNorms(new double[] {1, 10});
        double[] base = {0, 0};
        double[] gradient = {-1, -2};
        int[] block = {0, 1};

        assertThat(new Vertices(space, Oracle.INNER).lowest(base, gradient, block)).isEqualTo(1);
        assertThat(new Vertices(space, Oracle.COSINE).lowest(base, gradient, block)).isEqualTo(0);
        assertThat(new Vertices(space, Oracle.COSINE).slope(1, base, gradient, block))
                .isCloseTo(-0.2, within(1e-12));
    }

    @Test
    void theSoftFormTakesOnlyExpertsTowardsWhichTheLossFalls() {
        SoftFrankWolfe learner = soft(losses(1.0, 0.0, 0.0), 0.1, 3);
        learner.step(0);

        assertThat(learner.point().getFirst()).isCloseTo(0.3 + 0.1 * 0.7, within(1e-6));
        assertThat(learner.point().get(1)).isCloseTo(0.3 - 0.1 * 0.3, within(1e-6));
        assertThat(learner.point().get(2)).isCloseTo(0.3 - 0.1 * 0.3, within(1e-6));
    }

    @Test
    void theSoftFormComesToAMinimumInsideTheHull() {
        SoftFrankWolfe learner = soft(losses(0.5, 0.25, 0.2), 0.01, 50);
        for (int step = 0; step < 2000; step++) {
            learner.step(step);
        }

        assertThat(learner.point().getFirst()).isCloseTo(0.5, within(0.01));
        assertThat(learner.point().get(1)).isCloseTo(0.25, within(0.01));
        assertThat(learner.point().get(2)).isCloseTo(0.2, within(0.01));
    }

    /** Slopes that fall on the way are all cut to one length, so that Adam takes equal steps. */
    @Test
    void theSoftFormShortensSlopes() {
        AnalyticLosses losses = AnalyticLosses.quadratic(1, 1).withTargets(1.0);
        SoftFrankWolfe cut = soft(losses, new DescentSettings(1, 0.1, 0, 1e-3, 0, 1, 0), 9, 0.3);
        SoftFrankWolfe whole = soft(losses, new DescentSettings(1, 0.1, 0, 0, 0, 1, 0), 9, 0.3);
        for (int step = 0; step < 5; step++) {
            cut.step(step);
            whole.step(step);
        }

        assertThat(cut.point().getFirst()).isCloseTo(0.3 + 5 * 0.1 * 0.7, within(1e-4));
        assertThat(whole.point().getFirst()).isLessThan(0.3 + 5 * 0.1 * 0.7 - 1e-3);
    }

    private static AnalyticLosses losses(Double... targets) {
        return AnalyticLosses.quadratic(3, 1).withTargets(targets);
    }

    private static FrankWolfe hard(AnalyticLosses losses, double rate) {
        return new FrankWolfe(
                new Vertices(losses.space(), Oracle.INNER),
                Blocks.whole(losses.space()),
                new ReverseSlopes(losses),
                rate,
                START);
    }

    private static SoftFrankWolfe soft(AnalyticLosses losses, double rate, int inner) {
        return soft(losses, new DescentSettings(1, rate, 0, 0, 0, 1, 0), inner, START);
    }

    private static SoftFrankWolfe soft(
            AnalyticLosses losses, DescentSettings settings, int inner, double... start) {
        return new SoftFrankWolfe(
                new Vertices(losses.space(), Oracle.INNER),
                Blocks.whole(losses.space()),
                new ReverseSlopes(losses),
                settings,
                inner,
                start);
    }
}
