package dev.merganser.evaluators.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.metric.RankedQueries.Ranking;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Metrics of rankings, choices, texts and reconstructions. */
class OtherMetricsTest {

    private static RankedQueries queries(Ranking... rankings) {
        return new RankedQueries(List.of(rankings));
    }

    private static Ranking ranking(double[] gains, double... ideal) {
        return new Ranking(gains, ideal);
    }

    @Test
    void gainsAreDiscountedByTheLogarithmOfTheRankWorkedByHand() {
        // (0 + 2/log2(3) + 1/log2(4)) / (2/log2(2) + 1/log2(3))
        var queries =
                queries(
                        ranking(new double[] {0, 2, 1}, 2, 1),
                        ranking(new double[] {0, 0, 0}, 1),
                        ranking(new double[] {0, 0, 0}));
        double log3 = Math.log(3) / Math.log(2);
        double first = (2 / log3 + .5) / (2 + 1 / log3);
        assertThat(new DiscountedGain().contributions(queries))
                .containsExactly(new float[] {(float) first, 0, 0}, within(1e-6f));
        assertThat(new DiscountedGain().at(2).contributions(queries))
                .containsExactly(
                        new float[] {(float) ((2 / log3) / (2 + 1 / log3)), 0, 0}, within(1e-6f));
    }

    @Test
    void reciprocalRankAndRecallLookAtTheFirstDocumentsOnly() {
        double[] gains = new double[12];
        gains[3] = 1;
        gains[11] = 1;
        var queries = queries(ranking(gains, 1, 1), ranking(new double[12], 1), ranking(gains));
        assertThat(new ReciprocalRank().contributions(queries)).containsExactly(.25f, 0, .25f);
        assertThat(new ReciprocalRank().at(3).contributions(queries)).containsExactly(0, 0, 0);
        assertThat(new Recall().contributions(queries)).containsExactly(.5f, 0, 0);
        assertThat(new Recall().at(12).contributions(queries)).containsExactly(1, 0, 0);
        assertThat(new Recall().at(12).name()).isEqualTo("recall@12");
        assertThat(Metrics.named(RankedQueries.class, "mrr@100").name()).isEqualTo("mrr@100");
    }

    @Test
    void aQueryWhoseScoresAreNotFiniteIsNan() {
        var queries = queries(ranking(new double[] {Double.NaN, 1}, 1));
        for (Metric<?> metric : Metrics.of(RankedQueries.class)) {
            assertThat(OtherMetricsTest.<RankedQueries>cast(metric).contributions(queries))
                    .containsExactly(Float.NaN);
        }
    }

    @Test
    void choicesAreComparedRawAndByBytesWorkedByHand() {
        var choices =
                new ChoiceLikelihoods(
                        new double[][] {{-4, -6}, {-1, -1}, {Double.NaN, -1}},
                        new int[][] {{2, 6}, {1, 1}, {1, 1}},
                        new int[] {1, 1, 1});
        assertThat(new ChoiceAccuracy().contributions(choices)).containsExactly(0, 0, Float.NaN);
        assertThat(new ChoiceAccuracyNorm().contributions(choices))
                .containsExactly(1, 0, Float.NaN);
        float first = (float) Math.log1p(Math.exp(2));
        assertThat(new ChoiceLikelihood().contributions(choices))
                .containsExactly(
                        new float[] {first, (float) Math.log(2), Float.NaN}, within(1e-6f));
    }

    @Test
    void longTextsCountByTheirLengthWorkedByHand() {
        double[] logs = {-2 * Math.log(2), -4 * Math.log(8)};
        var texts = new TokenLikelihoods(logs, new int[] {2, 4}, new int[] {7, 7});
        // 14·ln 2 over 6 tokens and 14 bytes; without the first 12 over 4, without the second 2
        // over 2
        assertThat(Metric.value(new TokenLikelihood().contributions(texts)))
                .isCloseTo(14 / 6. * Math.log(2), within(1e-7));
        assertThat(Metric.value(new BitsPerByte().contributions(texts))).isCloseTo(1, within(1e-7));
        float[] scores = new Perplexity().contributions(texts);
        assertThat(Metric.value(scores)).isCloseTo(Math.pow(2, 14 / 6.), within(1e-6));
        assertThat(scores)
                .containsExactly(
                        Jackknife.contributions(Math.pow(2, 14 / 6.), new double[] {8, 2}),
                        within(1e-5f));
    }

    @Test
    void aTextThatIsNotFiniteIsNanAndOneTextIsItself() {
        double log = -Math.log(2);
        var texts =
                new TokenLikelihoods(
                        new double[] {log, Double.NaN}, new int[] {1, 1}, new int[] {1, 1});
        assertThat(new Perplexity().contributions(texts))
                .containsExactly(new float[] {2, Float.NaN}, within(1e-6f));
        var none = new TokenLikelihoods(new double[0], new int[0], new int[0]);
        assertThat(new Perplexity().contributions(none)).isEmpty();
    }

    @Test
    void noiseIsInDecibelsOfThePeakWorkedByHand() {
        var images = new Reconstructions(new double[] {.04, 0, Double.NaN, 4}, 2);
        assertThat(new SignalToNoise().contributions(images))
                .containsExactly(new float[] {20, 100, Float.NaN, 0}, within(1e-5f));
        assertThat(new ReconstructionError().contributions(images))
                .containsExactly(.04f, 0, Float.NaN, 4);
    }

    @SuppressWarnings("unchecked") // of the type's own metrics
    private static <P> Metric<P> cast(Metric<?> metric) {
        return (Metric<P>) metric;
    }
}
