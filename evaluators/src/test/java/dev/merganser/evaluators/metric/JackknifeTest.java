package dev.merganser.evaluators.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/** The spread of contributions is the spread of the metric under resampling. */
class JackknifeTest {

    private static final int ITEMS = 400;
    private static final int DRAWS = 1000;

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(20021);

    @Test
    void correlationsSpreadAsUnderABootstrap() {
        double[] gold = random.ints(ITEMS, 0, 26).mapToDouble(i -> i / 5.).toArray();
        double[] predicted = Arrays.stream(gold).map(g -> g + 2 * random.nextGaussian()).toArray();
        Function<int[], PairPredictions> drawn =
                items -> new PairPredictions(select(predicted, items), select(gold, items));
        assertSpread(new Spearman(), drawn);
        assertSpread(new Pearson(), drawn);
        assertSpread(new Determination(), drawn);
    }

    @Test
    void metricsOfClassesSpreadAsUnderABootstrap() {
        int[] labels = random.ints(ITEMS, 0, 5).toArray();
        float[][] logits = new float[ITEMS][5];
        for (int i = 0; i < ITEMS; i++) {
            for (int c = 0; c < 5; c++) {
                logits[i][c] = (float) (3 * random.nextGaussian() + (c == labels[i] ? 3 : 0));
            }
        }
        Function<int[], ClassPredictions> drawn =
                items ->
                        new ClassPredictions(
                                IntStream.of(items)
                                        .mapToObj(i -> logits[i])
                                        .toArray(float[][]::new),
                                IntStream.of(items).map(i -> labels[i]).toArray());
        assertSpread(new MacroF1(), drawn);
        assertSpread(new Accuracy(), drawn);
        assertSpread(new CalibrationError(), drawn);
    }

    @Test
    void perplexitySpreadsAsUnderABootstrap() {
        int[] tokens = random.ints(ITEMS, 5, 100).toArray();
        double[] logs =
                IntStream.range(0, ITEMS)
                        .mapToDouble(i -> -tokens[i] * (2 + .5 * random.nextGaussian()))
                        .toArray();
        Function<int[], TokenLikelihoods> drawn =
                items ->
                        new TokenLikelihoods(
                                select(logs, items),
                                IntStream.of(items).map(i -> tokens[i]).toArray(),
                                IntStream.of(items).map(i -> 4 * tokens[i]).toArray());
        assertSpread(new Perplexity(), drawn);
        assertSpread(new BitsPerByte(), drawn);
    }

    private static double[] select(double[] values, int[] items) {
        return IntStream.of(items).mapToDouble(i -> values[i]).toArray();
    }

    private <P> void assertSpread(Metric<P> metric, Function<int[], P> drawn) {
        float[] all = metric.contributions(drawn.apply(IntStream.range(0, ITEMS).toArray()));
        double[] contributions = IntStream.range(0, ITEMS).mapToDouble(i -> all[i]).toArray();
        double[] values = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            int[] items = random.ints(ITEMS, 0, ITEMS).toArray();
            values[draw] = Metric.value(metric.contributions(drawn.apply(items)));
        }
        assertThat(deviation(contributions) / Math.sqrt(ITEMS))
                .as(metric.name())
                .isCloseTo(deviation(values), Percentage.withPercentage(15));
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.length - 1));
    }

    @Test
    void theMeanOfContributionsIsTheMetricAtAnySize() {
        for (int count : new int[] {1, 2, 13, 3000}) {
            double[] without = random.doubles(count, .7 - .5 / count, .7 + .5 / count).toArray();
            float[] contributions = Jackknife.contributions(.7, without);
            assertThat(Metric.value(contributions)).isCloseTo(.7, within(1e-7));
        }
    }
}
