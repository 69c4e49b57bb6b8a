package dev.merganser.evaluators.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClassMetricsTest {

    /** Logits whose largest is the first, second or third, of softmax (p, 1 − p, 0 …). */
    private static float[] sure(int classes, int most, double probability) {
        float[] logits = new float[classes];
        java.util.Arrays.fill(logits, -100);
        logits[most] = (float) Math.log(probability);
        logits[(most + 1) % classes] = (float) Math.log1p(-probability);
        return logits;
    }

    private static ClassPredictions of(int[] labels, float[]... logits) {
        return new ClassPredictions(logits, labels);
    }

    @Test
    void macroF1IsTheMeanOverClassesThatOccurWorkedByHand() {
        // predicted 0 0 1 0, true 0 1 1 2, of 4 classes: F1 = 2/4, 2/3, 0; class 3 never occurs
        var predictions =
                of(
                        new int[] {0, 1, 1, 2},
                        sure(4, 0, .9),
                        sure(4, 0, .9),
                        sure(4, 1, .9),
                        sure(4, 0, .9));
        float[] scores = new MacroF1().contributions(predictions);
        assertThat(Metric.value(scores)).isCloseTo((.5 + 2 / 3. + 0) / 3, within(1e-7));
        // without each in turn: 2/9, (2/3 + 1 + 0)/3, (0 + 0 + 0)/3 and (2/3 + 2/3)/2
        double[] without = {(0 + 2 / 3. + 0) / 3, 5 / 9., (.5 + 0 + 0) / 3, 2 / 3.};
        float[] expected = Jackknife.contributions(7 / 18., without);
        assertThat(scores).containsExactly(expected, within(1e-6f));
    }

    @Test
    void calibrationErrorIsTheGapPerBinWorkedByHand() {
        // bins of width 1/15: .9 falls into (.8667, .9333], twice, one of them right: |1 − 1.8|;
        // .7 into (.6667, .7333], right: |1 − .7|
        var predictions = of(new int[] {0, 1, 1}, sure(2, 0, .9), sure(2, 0, .9), sure(2, 1, .7));
        float[] scores = new CalibrationError().contributions(predictions);
        assertThat(Metric.value(scores)).isCloseTo((.8 + .3) / 3, within(1e-6));
        double[] without = {(.9 + .3) / 2, (.1 + .3) / 2, .8 / 2};
        assertThat(scores)
                .containsExactly(Jackknife.contributions(1.1 / 3, without), within(1e-5f));
    }

    @Test
    void entropyNeedsNoLabelsAndIsWorkedByHand() {
        var predictions = of(new int[0], new float[] {3, 3}, sure(4, 1, .75), new float[] {200, 0});
        double quarter = -.75 * Math.log(.75) - .25 * Math.log(.25);
        assertThat(new Entropy().contributions(predictions))
                .containsExactly(
                        new float[] {(float) Math.log(2), (float) quarter, 0}, within(1e-6f));
        assertThat(new Entropy().needs()).isEmpty();
        assertThat(new Accuracy().needs()).containsExactly(Metric.Need.LABELS);
    }

    @Test
    void anItemWithNanIsNanAndTheOthersAreOfTheRest() {
        float[] broken = {Float.NaN, 1};
        double[] even = {.5, .5};
        float[][] logits = {sure(2, 0, .9), broken, sure(2, 0, .8)};
        double[][] teachers = {even, even, even};
        var with = new ClassPredictions(logits, new int[] {0, 1, 1}, teachers);
        var rest =
                new ClassPredictions(
                        new float[][] {logits[0], logits[2]},
                        new int[] {0, 1},
                        new double[][] {even, even});
        for (Metric<?> each : Metrics.of(ClassPredictions.class)) {
            float[] all = contributions(each, with);
            float[] known = contributions(each, rest);
            assertThat(all).as(each.name()).containsExactly(known[0], Float.NaN, known[1]);
        }
    }

    @Test
    void noItemsGiveNoContributionsAndOneItemOne() {
        for (Metric<?> each : Metrics.of(ClassPredictions.class)) {
            assertThat(contributions(each, of(new int[0]))).isEmpty();
            float[][] logits = {sure(2, 1, .9)};
            double[][] teachers = {{.1, .9}};
            float[] one =
                    contributions(each, new ClassPredictions(logits, new int[] {1}, teachers));
            assertThat(one).as(each.name()).hasSize(1).doesNotContain(Float.NaN);
        }
    }

    private static float[] contributions(Metric<?> metric, ClassPredictions predictions) {
        return metric.predictions() == ClassPredictions.class
                ? ClassMetricsTest.<ClassPredictions>cast(metric).contributions(predictions)
                : new float[0];
    }

    @SuppressWarnings("unchecked") // of the type's own metrics
    private static <P> Metric<P> cast(Metric<?> metric) {
        return (Metric<P>) metric;
    }
}
