package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

class FullStrategyTest {

    /** The slow twin: Hansen's tutorial, appendix A, in matrices, as it stands there. */
    private static final class Tutorial {
        private final StrategyConstants c;
        private RealVector m;
        private double sigma;
        private RealMatrix cov;
        private RealVector ps;
        private RealVector pc;
        private int g;

        Tutorial(StrategyConstants constants, double[] mean, double step) {
            c = constants;
            m = new ArrayRealVector(mean);
            sigma = step;
            cov = MatrixUtils.createRealIdentityMatrix(mean.length);
            ps = new ArrayRealVector(mean.length);
            pc = new ArrayRealVector(mean.length);
        }

        void update(List<double[]> bestFirst) {
            int n = m.getDimension();
            RealMatrix root = MatrixUtils.inverse(new EigenDecomposition(cov).getSquareRoot());
            List<RealVector> y = new ArrayList<>();
            RealVector yw = new ArrayRealVector(n);
            for (int i = 0; i < bestFirst.size(); i++) {
                RealVector x = new ArrayRealVector(bestFirst.get(i));
                y.add(x.subtract(m).mapDivide(sigma));
                yw = yw.add(y.getLast().mapMultiply(Math.max(0, c.weight(i))));
            }
            m = m.add(yw.mapMultiply(sigma));
            double cs = c.stepPathRate();
            double cc = c.covariancePathRate();
            ps =
                    ps.mapMultiply(1 - cs)
                            .add(
                                    root.operate(yw)
                                            .mapMultiply(
                                                    Math.sqrt(
                                                            cs * (2 - cs) * c.effectiveParents())));
            g++;
            double usual = Math.sqrt(1 - Math.pow(1 - cs, 2.0 * g)) * c.expectedNorm();
            int h = ps.getNorm() < (1.4 + 2.0 / (n + 1)) * usual ? 1 : 0;
            pc =
                    pc.mapMultiply(1 - cc)
                            .add(
                                    yw.mapMultiply(
                                            h * Math.sqrt(cc * (2 - cc) * c.effectiveParents())));
            double c1 = c.rankOneRate();
            double cm = c.rankManyRate();
            double sum = c.weights().stream().mapToDouble(w -> w).sum();
            RealMatrix next =
                    cov.scalarMultiply(1 + c1 * (1 - h) * cc * (2 - cc) - c1 - cm * sum)
                            .add(pc.outerProduct(pc).scalarMultiply(c1));
            for (int i = 0; i < y.size(); i++) {
                double length = root.operate(y.get(i)).getNorm();
                double w = c.weight(i) >= 0 ? c.weight(i) : c.weight(i) * n / (length * length);
                next = next.add(y.get(i).outerProduct(y.get(i)).scalarMultiply(cm * w));
            }
            cov = next.add(next.transpose()).scalarMultiply(0.5);
            sigma *= Math.exp(cs / c.stepDamping() * (ps.getNorm() / c.expectedNorm() - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 8})
    void movesAsTheTutorialSays(int genes) {
        int population = StrategyConstants.population(genes);
        StrategyConstants constants = StrategyConstants.full(genes, population);
        double[] mean = new double[genes];
        Arrays.fill(mean, 0.6);
        FullStrategy strategy = new FullStrategy(constants, mean, 0.1);
        Tutorial tutorial = new Tutorial(constants, mean, 0.1);
        for (int generation = 0; generation < 40; generation++) {
            List<double[]> points = new ArrayList<>();
            for (int i = 0; i < population; i++) {
                points.add(strategy.sample(gaussians(generation * population + i)));
            }
            points.sort(Comparator.comparingDouble(FullStrategyTest::slope));
            strategy.update(points);
            tutorial.update(points);
            assertSame(strategy, tutorial, genes);
        }
    }

    private static void assertSame(FullStrategy strategy, Tutorial tutorial, int genes) {
        for (int i = 0; i < genes; i++) {
            assertThat(strategy.mean(i)).isCloseTo(tutorial.m.getEntry(i), within(1e-10));
            for (int j = 0; j < genes; j++) {
                double expected = tutorial.sigma * tutorial.sigma * tutorial.cov.getEntry(i, j);
                assertThat(strategy.covariance(i, j)).isCloseTo(expected, within(1e-10));
            }
        }
    }

    /** A curved slope that no axis follows. */
    private static double slope(double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double turned = x[i] + 0.5 * x[(i + 1) % x.length];
            sum += (i + 1) * turned * turned;
        }
        return sum;
    }

    private static Gaussians gaussians(long number) {
        return new Gaussians(Streams.of(5, "test", number));
    }

    @Test
    void isDegenerateWhenOneDirectionIsAllThatIsLeft() {
        StrategyConstants constants = StrategyConstants.full(2, 6);
        FullStrategy strategy = new FullStrategy(constants, new double[2], 0.1);
        assertThat(strategy.isDegenerate()).isFalse();
        for (int generation = 0; generation < 2_000 && !strategy.isDegenerate(); generation++) {
            List<double[]> points = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                points.add(strategy.sample(gaussians(generation * 6L + i)));
            }
            points.sort(Comparator.comparingDouble(x -> Math.abs(x[0] - x[1])));
            strategy.update(points);
        }
        assertThat(strategy.isDegenerate()).isTrue();
    }

    @Test
    void noStandardDeviationGrowsBeyondTheCube() {
        StrategyConstants constants = StrategyConstants.full(3, 8);
        FullStrategy strategy = new FullStrategy(constants, new double[3], 0.5);
        for (int generation = 0; generation < 60; generation++) {
            List<double[]> points = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                points.add(strategy.sample(gaussians(generation * 8L + i)));
            }
            points.sort(Comparator.comparingDouble(x -> -x[0]));
            strategy.update(points);
        }
        assertThat(strategy.largestDeviation()).isLessThanOrEqualTo(1 + 1e-12);
    }

    /** The middle half of the costs 0, 1, …, 7 is 4 wide; a usual squared distance is 3 × 0.01. */
    @Test
    void thePenaltyIsAsSteepAsTheCosts() {
        StrategyConstants constants = StrategyConstants.full(3, 8);
        FullStrategy strategy = new FullStrategy(constants, new double[3], 0.1);
        assertThat(strategy.penalty(new double[] {0, 1, 2, 3, 4, 5, 6, 7}))
                .isCloseTo(4 / 0.03, within(1e-9));
        assertThat(strategy.penalty(new double[] {5})).isEqualTo(0.01);
        assertThat(strategy.penalty(new double[0])).isEqualTo(0.01);
    }

    @Test
    void shrinkingHalvesTheStep() {
        StrategyConstants constants = StrategyConstants.full(3, 8);
        FullStrategy strategy = new FullStrategy(constants, new double[3], 0.1);
        strategy.shrink();
        assertThat(strategy.largestDeviation()).isCloseTo(0.05, within(1e-15));
        assertThat(strategy.sample(gaussians(1)))
                .containsExactly(
                        Arrays.stream(gaussians(1).vector(3)).map(z -> 0.05 * z).toArray());
    }
}
