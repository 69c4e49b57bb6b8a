package dev.merganser.optimizer.coefficient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.stream.DoubleStream;

class ParametrizationTest {

    private static final CoefficientSpace SPACE = AnalyticLosses.space(3, 2, 1, -0.5, 1.5);
    private static final double[] POINT = {0.1, 0.5, 1.2, 0.3, 0.7, 0.2};
    private static final double[] SLOPE = {1, -2, 0.5, 3, -0.25, 0.75};

    @Test
    void allGiveBackThePointThatTheyStartFrom() {
        for (Parametrization one : all()) {
            assertThat(one.coefficients(one.parameters(POINT)))
                    .containsExactly(POINT, within(1e-12));
        }
    }

    @Test
    void thePulledBackGradientIsThatOfCentralDifferences() {
        for (Parametrization one : all()) {
            double[] parameters = one.parameters(POINT);
            double[] pulled = one.pullBack(parameters, SLOPE);
            for (int i = 0; i < parameters.length; i++) {
                assertThat(pulled[i]).isCloseTo(difference(one, parameters, i), within(1e-7));
            }
        }
    }

    private static Parametrization[] all() {
        return new Parametrization[] {
            new Free(), new Clamped(SPACE), new Sigmoid(SPACE), new ScaledSimplex(SPACE)
        };
    }

    private static double difference(Parametrization one, double[] parameters, int index) {
        double step = 1e-6;
        double[] above = parameters.clone();
        double[] below = parameters.clone();
        above[index] += step;
        below[index] -= step;
        double rise =
                Vectors.dot(SLOPE, one.coefficients(above))
                        - Vectors.dot(SLOPE, one.coefficients(below));
        return rise / (2 * step);
    }

    @Test
    void aClampedParameterOutsideItsRangeHasNoGradient() {
        var clamped = new Clamped(SPACE);
        double[] parameters = {-0.6, -0.5, 1.5, 1.6, 0, 0};

        assertThat(clamped.coefficients(parameters)).containsExactly(-0.5, -0.5, 1.5, 1.5, 0, 0);
        assertThat(clamped.pullBack(parameters, SLOPE)).containsExactly(0, -2, 0.5, 0, -0.25, 0.75);
    }

    @Test
    void aSigmoidIsStretchedOverItsRange() {
        double[] coefficients = new Sigmoid(SPACE).coefficients(new double[] {0, 50, -50, 1, 2, 3});

        assertThat(coefficients[0]).isEqualTo(0.5);
        assertThat(coefficients[1]).isCloseTo(1.5, within(1e-12));
        assertThat(coefficients[2]).isCloseTo(-0.5, within(1e-12));
    }

    @Test
    void aSigmoidBeginsAThousandthFromAnEnd() {
        var sigmoid = new Sigmoid(SPACE);
        double[] ends = {-0.5, 1.5, -0.5, 1.5, 0, 0};

        assertThat(sigmoid.coefficients(sigmoid.parameters(ends)))
                .containsExactly(new double[] {-0.498, 1.498, -0.498, 1.498, 0, 0}, within(1e-12));
    }

    @Test
    void sharesOfAGroupAreTogetherItsNorm() {
        var simplex = new ScaledSimplex(SPACE);
        double[] parameters = {3, -1, 0.5, Math.log(0.8), 0, 0, 0, Math.log(1.2)};

        double[] coefficients = simplex.coefficients(parameters);

        assertThat(coefficients[0] + coefficients[1] + coefficients[2])
                .isCloseTo(0.8, within(1e-12));
        assertThat(DoubleStream.of(coefficients).skip(3))
                .allSatisfy(c -> assertThat(c).isCloseTo(0.4, within(1e-12)));
        assertThat(DoubleStream.of(coefficients)).allMatch(c -> c > 0);
    }
}
