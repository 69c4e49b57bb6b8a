package dev.merganser.optimizer.coefficient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.List;

class RegularizerTest {

    /** Two models, two groups with norms 1 and 2, coefficients from −1 to 1. */
    private static final CoefficientSpace SPACE = AnalyticLosses.space(2, 2, 1, -1, 1);

    private static final double[] START = {0.1, 0.1, 0.1, 0.1};
    private static final double[] POINT = {0.3, 0.1, -0.1, 0.5};

    /** Shares of the range: .1, 0, .1, .2; their sum .4, times .5 · 2 models / 4 coefficients. */
    @Test
    void theDistanceFromTheStartIsAMeanOverCoefficientsSummedOverModels() {
        var distance = new DistanceFromStart(SPACE, START, 0.5);

        assertThat(distance.value(POINT)).isCloseTo(0.1, within(1e-12));
        assertThat(distance.value(START)).isZero();
    }

    /** Squares of c ‖d‖: .09, .01, .04, 1; their sum 1.14 over 1 + 1 + 4 + 4, times 2. */
    @Test
    void theSquaredNormIsAShareOfAllTaskVectors() {
        assertThat(new SquaredNorm(SPACE, 2).value(POINT)).isCloseTo(0.228, within(1e-12));
    }

    @Test
    void gradientsAreThoseOfCentralDifferencesAndAddToWhatIsThere() {
        for (Regularizer one :
                List.of(new DistanceFromStart(SPACE, START, 0.5), new SquaredNorm(SPACE, 2))) {
            double[] gradient = {10, 20, 30, 40};
            one.addGradient(POINT, gradient);
            for (int i : new int[] {0, 2, 3}) {
                double expected = 10 * (i + 1) + difference(one, i);
                assertThat(gradient[i]).isCloseTo(expected, within(1e-8));
            }
        }
    }

    private static double difference(Regularizer one, int index) {
        double step = 1e-6;
        double[] above = POINT.clone();
        double[] below = POINT.clone();
        above[index] += step;
        below[index] -= step;
        return (one.value(above) - one.value(below)) / (2 * step);
    }

    @Test
    void wherePointsBeganThereIsNoPull() {
        double[] gradient = new double[4];
        new DistanceFromStart(SPACE, START, 0.5).addGradient(START, gradient);

        assertThat(gradient).containsOnly(0);
    }

    @Test
    void unknownNormsRegularizeNothing() {
        Regularizer unknown = new SquaredNorm(SPACE.withNorms(new double[4]), 2);

        assertThat(unknown.value(POINT)).isZero();
    }
}
