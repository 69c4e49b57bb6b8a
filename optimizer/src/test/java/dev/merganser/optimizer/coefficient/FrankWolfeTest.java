package dev.merganser.optimizer.coefficient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.optimizer.coefficient.FrankWolfeSettings.Oracle;

import org.junit.jupiter.api.Test;

import java.util.List;

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
                        new GradientVertexSlopes(new ReverseSlopes(losses)),
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

        Vertices inner = new Vertices(space, Oracle.INNER);
        Vertices cosine = new Vertices(space, Oracle.COSINE);

        assertThat(inner.slope(0, base, gradient, block)).isCloseTo(-1, within(1e-12));
        assertThat(inner.slope(1, base, gradient, block)).isCloseTo(-2, within(1e-12));
        assertThat(cosine.slope(0, base, gradient, block)).isCloseTo(-1, within(1e-12));
        assertThat(cosine.slope(1, base, gradient, block)).isCloseTo(-0.2, within(1e-12));
    }

    /**
     * The slope to the first expert is (L(.3 + .1 · .7, .3 − .1 · .3, same) − L) / .1 with L = (a −
     * 1)² + 2 b² + 3 c² = .94, and so on; the last vertex is the start, where the point is.
     */
    @Test
    void aForwardSweepAsksOnceAtThePointAndOnceForEachModel() {
        AnalyticLosses losses = losses(1.0, 0.0, 0.0);
        Vertices vertices = new Vertices(losses.space(), Oracle.INNER).with(START);

        double[][] slopes =
                new ForwardVertexSlopes(losses, 0.1)
                        .of(7, START, vertices, Blocks.whole(losses.space()));

        assertThat(slopes).hasNumberOfRows(1);
        assertThat(slopes[0]).containsExactly(new double[] {-1.786, 0.854, 1.494, 0}, within(1e-9));
        assertThat(losses.questions()).containsExactly("loss 7", "loss 7", "loss 7", "loss 7");
    }

    @Test
    void narrowForwardSweepsGoWhereTheGradientGoes() {
        AnalyticLosses losses = AnalyticLosses.quadratic(3, 2);
        double[] point = {0.1, 0.5, 0.2, 0.7, 0.1, 0.3};
        for (Oracle oracle : Oracle.values()) {
            Vertices vertices = new Vertices(losses.space(), oracle).with(new double[6]);
            List<int[]> groups = Blocks.of(losses.space());
            double[][] exact =
                    new GradientVertexSlopes(new ReverseSlopes(losses))
                            .of(0, point, vertices, groups);
            double[][] swept = new ForwardVertexSlopes(losses, 1e-6).of(0, point, vertices, groups);
            for (int group = 0; group < 2; group++) {
                assertThat(swept[group]).containsExactly(exact[group], within(1e-4));
            }
        }
    }

    @Test
    void forwardSweepsComeToTheLowestPointOfTheHullAndStayInIt() {
        AnalyticLosses losses = losses(0.5, 0.25, 0.25);
        FrankWolfe learner = hard(losses, new ForwardVertexSlopes(losses, 0.02), 1);

        for (int step = 0; step < 4000; step++) {
            learner.step(step);
            assertThat(learner.point()).allMatch(c -> c >= 0);
            assertThat(learner.point().stream().mapToDouble(c -> c).sum()).isLessThan(1 + 1e-12);
        }
        assertThat(learner.point().getFirst()).isCloseTo(0.5, within(0.02));
        assertThat(learner.point().get(1)).isCloseTo(0.25, within(0.02));
        assertThat(learner.point().get(2)).isCloseTo(0.25, within(0.02));
    }

    @Test
    void aStepWithALossThatIsNotFiniteIsLeftOut() {
        AnalyticLosses losses = losses(1.0, 0.0, 0.0).withShift(d -> d == 0 ? Double.NaN : 0);
        FrankWolfe learner = hard(losses, new ForwardVertexSlopes(losses, 0.02), 0.1);

        learner.step(0);
        assertThat(learner.point()).containsExactly(0.3, 0.3, 0.3);
        learner.step(1);
        assertThat(learner.point().getFirst()).isGreaterThan(0.3);
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
        return hard(losses, new GradientVertexSlopes(new ReverseSlopes(losses)), rate);
    }

    private static FrankWolfe hard(AnalyticLosses losses, VertexSlopes slopes, double rate) {
        return new FrankWolfe(
                new Vertices(losses.space(), Oracle.INNER),
                Blocks.whole(losses.space()),
                slopes,
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
