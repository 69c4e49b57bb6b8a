package dev.merganser.optimizer.coefficient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.optimizer.algorithm.Streams;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class SlopesTest {

    private static final double[] POINT = {0.9, 0.1, 0.5};
    private static final double[] SLOPE = {1.4, -1.2, -0.6};

    private final AnalyticLosses losses = AnalyticLosses.quadratic(3, 1);

    @Test
    void reverseModeHandsTheGradientOn() {
        assertThat(new ReverseSlopes(losses).slope(4, POINT)).containsExactly(SLOPE, within(1e-12));
        assertThat(losses.questions()).containsExactly("gradient 4");
    }

    @Test
    void centralDifferencesAreExactForAQuadraticAndAskTwiceForEachCoefficient() {
        assertThat(new CentralSlopes(losses, 0.05).slope(4, POINT))
                .containsExactly(SLOPE, within(1e-12));
        assertThat(losses.questions()).hasSize(6).containsOnly("loss 4");
    }

    @Test
    void perturbedSlopesAreRightInTheMean() {
        var perturbed = perturbed(losses, 4);
        double[] mean = new double[3];
        for (int draw = 0; draw < 5000; draw++) {
            double[] slope = perturbed.slope(draw, POINT);
            for (int i = 0; i < 3; i++) {
                mean[i] += slope[i] / 5000;
            }
        }

        assertThat(mean).containsExactly(SLOPE, within(0.05));
    }

    @Test
    void aPerturbedSlopeOfOnePairIsTheSameInAllCoefficientsButForItsSign() {
        double[] slope = perturbed(losses, 1).slope(7, POINT);

        assertThat(Math.abs(slope[1])).isCloseTo(Math.abs(slope[0]), within(1e-9));
        assertThat(Math.abs(slope[2])).isCloseTo(Math.abs(slope[0]), within(1e-9));
        assertThat(losses.questions()).containsExactly("loss 7", "loss 7");
    }

    @Test
    void perturbationsDependOnSeedAndDrawOnly() {
        double[] alone = perturbed(losses, 2).slope(9, POINT);
        var used = perturbed(losses, 2);
        used.slope(3, POINT);

        assertThat(used.slope(9, POINT)).containsExactly(alone);
        assertThat(perturbed(losses, 2).slope(10, POINT)).isNotEqualTo(alone);
    }

    /** With the loss c² at 1 a pair at 1 ± h has the slope 2, and the points show h. */
    @Test
    void theWidthShrinksFromDrawToDraw() {
        assertThat(width(0)).isCloseTo(0.02, within(1e-12));
        assertThat(width(99)).isCloseTo(0.02 / Math.pow(100, 0.101), within(1e-12));
    }

    private static double width(long draw) {
        double[] seen = {0};
        Losses spy = new Spy(seen);
        new PerturbedSlopes(spy, 0.02, 1, d -> Streams.of(1, "spsa", d))
                .slope(draw, new double[] {1});
        return seen[0];
    }

    private static PerturbedSlopes perturbed(Losses losses, int pairs) {
        return new PerturbedSlopes(losses, 0.02, pairs, draw -> Streams.of(1, "spsa", draw));
    }

    /** Notes how far from 1 it is asked. */
    private static final class Spy implements Losses {
        private final double[] seen;

        Spy(double[] seen) {
            this.seen = seen;
        }

        @Override
        public CoefficientSpace space() {
            return AnalyticLosses.space(1, 1, 1, 0, 1);
        }

        @Override
        public Optional<String> obstacle() {
            return Optional.empty();
        }

        @Override
        public Reading loss(long draw, List<Double> coefficients) {
            seen[0] = Math.abs(coefficients.getFirst() - 1);
            return new Reading(0, Map.of());
        }

        @Override
        public Slope gradient(long draw, List<Double> coefficients) {
            throw new UnsupportedOperationException("not asked");
        }

        @Override
        public Reading heldOut(List<Double> coefficients) {
            throw new UnsupportedOperationException("not asked");
        }
    }
}
