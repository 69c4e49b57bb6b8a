package dev.merganser.evaluators.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

class PairMetricsTest {

    @Test
    void spearmanSharesRanksOfEqualNumbersWorkedByHand() {
        // ranks 1 2 3 4 5 and 1 2 3.5 5 3.5: Σ(r − 3)(s − 3) = 8, squares 10 and 9.5
        var pairs = pairs(new double[] {1, 2, 3, 4, 5}, 5, 6, 7, 8, 7);
        assertThat(value(new Spearman(), pairs)).isCloseTo(8 / Math.sqrt(95), within(1e-7));
    }

    @Test
    void pearsonIsWorkedByHand() {
        // Σxy 3, squares 2 and 14/3 around the means 2 and 7/3
        var pairs = pairs(new double[] {1, 2, 3}, 1, 2, 4);
        assertThat(value(new Pearson(), pairs)).isCloseTo(3 / Math.sqrt(2 * 14 / 3.), within(1e-7));
    }

    @Test
    void errorsAreWorkedByHand() {
        // errors 1, −1, 0, 2; spread of 1 2 3 6 around 3: 14
        var pairs = pairs(new double[] {2, 1, 3, 8}, 1, 2, 3, 6);
        assertThat(new MeanSquaredError().contributions(pairs)).containsExactly(1, 1, 0, 4);
        assertThat(new MeanAbsoluteError().contributions(pairs)).containsExactly(1, 1, 0, 2);
        assertThat(value(new Determination(), pairs)).isCloseTo(1 - 6 / 14., within(1e-7));
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "3, 2", "13, 3", "13, 100", "207, 5", "207, 100000"})
    void contributionsAreThoseOfAPlainJackknife(int count, int levels) {
        RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(count + levels);
        for (int repeat = 0; repeat < 2 + 100 / count; repeat++) {
            double[] x = random.ints(count, 0, levels).asDoubleStream().toArray();
            double[] y =
                    IntStream.range(0, count)
                            .mapToDouble(i -> x[i] + random.nextInt(levels))
                            .toArray();
            var pairs = new PairPredictions(x, y);
            assertPlain(new Spearman(), pairs, PairMetricsTest::plainSpearman);
            assertPlain(new Pearson(), pairs, PairMetricsTest::plainPearson);
            assertPlain(new Determination(), pairs, PairMetricsTest::plainDetermination);
        }
    }

    private interface Plain {
        double of(double[] x, double[] y);
    }

    private static void assertPlain(
            Metric<PairPredictions> metric, PairPredictions pairs, Plain plain) {
        double[] x = pairs.predicted();
        double[] y = pairs.gold();
        double whole = plain.of(x, y);
        double[] without = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double one = plain.of(without(x, i), without(y, i));
            without[i] = Double.isFinite(one) ? one : whole;
        }
        float[] expected = Jackknife.contributions(whole, without);
        assertThat(metric.contributions(pairs)).containsExactly(expected, within(1e-4f));
    }

    private static double[] without(double[] values, int left) {
        return IntStream.range(0, values.length)
                .filter(i -> i != left)
                .mapToDouble(i -> values[i])
                .toArray();
    }

    private static double plainSpearman(double[] x, double[] y) {
        return plainPearson(plainRanks(x), plainRanks(y));
    }

    private static double[] plainRanks(double[] values) {
        return Arrays.stream(values)
                .map(v -> Arrays.stream(values).map(w -> w < v ? 1 : w == v ? .5 : 0).sum() + .5)
                .toArray();
    }

    private static double plainPearson(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElse(0);
        double meanY = Arrays.stream(y).average().orElse(0);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }
        if (yy < 1e-18) {
            return Double.NaN;
        }
        return xx < 1e-18 ? 0 : xy / Math.sqrt(xx * yy);
    }

    private static double plainDetermination(double[] x, double[] y) {
        double mean = Arrays.stream(y).average().orElse(0);
        double errors =
                IntStream.range(0, x.length).mapToDouble(i -> Math.pow(x[i] - y[i], 2)).sum();
        double spread = Arrays.stream(y).map(v -> (v - mean) * (v - mean)).sum();
        return spread < 1e-18 ? Double.NaN : 1 - errors / spread;
    }

    @Test
    void correlationsOfGroupsAreAveragedWhateverTheirSizes() {
        // group 7 as worked above, 8 / √95; group 2 in perfect order
        double[] predicted = {1, 10, 2, 3, 20, 4, 5, 30};
        double[] gold = {5, 1, 6, 7, 2, 8, 7, 3};
        int[] groups = {7, 2, 7, 7, 2, 7, 7, 2};
        assertThat(value(new Spearman(), new PairPredictions(predicted, gold, groups)))
                .isCloseTo((8 / Math.sqrt(95) + 1) / 2, within(1e-7));
    }

    /** The variance of a mean over strata: Σ variance of the stratum's mean, over their number². */
    @Test
    void theSpreadOfGroupsIsThatWithinThem() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
        double[] gold = random.doubles(60).toArray();
        double[] predicted =
                IntStream.range(0, 60)
                        .mapToDouble(i -> gold[i] + (i < 20 ? .1 : 1) * random.nextDouble())
                        .toArray();
        int[] groups = IntStream.range(0, 60).map(i -> i < 20 ? 0 : 1).toArray();
        var all = new PairPredictions(predicted, gold, groups);
        double expected =
                (varianceOfMean(new Pearson().contributions(all.select(all.itemsOf(0))))
                                + varianceOfMean(
                                        new Pearson().contributions(all.select(all.itemsOf(1)))))
                        / 4;
        assertThat(varianceOfMean(new Pearson().contributions(all)))
                .isCloseTo(expected, withinPercentage(.001));
    }

    private static double varianceOfMean(float[] scores) {
        double[] values = IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return squares / values.length / values.length;
    }

    @Test
    void aGroupThatMeasuresNothingLeavesNoMean() {
        var pairs =
                new PairPredictions(
                        new double[] {1, 2, 1, 2},
                        new double[] {1, 2, 3, 3},
                        new int[] {0, 0, 1, 1});
        assertThat(new Spearman().contributions(pairs)).containsOnly(Float.NaN);
    }

    @Test
    void predictionsThatAreAllEqualCorrelateWithNothing() {
        var pairs = pairs(new double[] {.1, .1, .1}, 1, 2, 3);
        assertThat(new Spearman().contributions(pairs)).containsExactly(0, 0, 0);
        assertThat(new Pearson().contributions(pairs)).containsExactly(0, 0, 0);
    }

    @Test
    void trueNumbersThatAreAllEqualMeasureNothing() {
        var pairs = pairs(new double[] {1, 2, 3}, .1, .1, .1);
        assertThat(new Spearman().contributions(pairs)).containsOnly(Float.NaN);
        assertThat(new Pearson().contributions(pairs)).containsOnly(Float.NaN);
        assertThat(new Determination().contributions(pairs)).containsOnly(Float.NaN);
    }

    @Test
    void anItemWhosePredictionIsNotFiniteIsNanAndTheOthersAreOfTheRest() {
        var with = pairs(new double[] {1, Double.NaN, 4, 3}, 1, 2, 3, 4);
        var rest = pairs(new double[] {1, 4, 3}, 1, 3, 4);
        for (Metric<?> each : Metrics.of(PairPredictions.class)) {
            Metric<PairPredictions> metric = cast(each);
            float[] all = metric.contributions(with);
            float[] known = metric.contributions(rest);
            assertThat(all).containsExactly(known[0], Float.NaN, known[1], known[2]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void noneAndOneItemGiveAsManyContributions(int count) {
        for (Metric<?> metric : Metrics.of(PairPredictions.class)) {
            float[] scores =
                    PairMetricsTest.<PairPredictions>cast(metric)
                            .contributions(
                                    new PairPredictions(new double[count], new double[count]));
            assertThat(scores).hasSize(count);
        }
    }

    @SuppressWarnings("unchecked") // of the type's own metrics
    private static <P> Metric<P> cast(Metric<?> metric) {
        return (Metric<P>) metric;
    }

    private static PairPredictions pairs(double[] predicted, double... gold) {
        return new PairPredictions(predicted, gold);
    }

    private static double value(Metric<PairPredictions> metric, PairPredictions pairs) {
        return Metric.value(metric.contributions(pairs));
    }
}
