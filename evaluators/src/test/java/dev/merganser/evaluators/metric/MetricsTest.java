package dev.merganser.evaluators.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class MetricsTest {

    private final Metric<ClassPredictions> accuracy = new Accuracy();
    private final Metric<ClassPredictions> nll = new NegativeLogLikelihood();

    @Test
    void allMetricsAreFoundByName() {
        assertThat(Metrics.named(ClassPredictions.class, "accuracy")).isInstanceOf(Accuracy.class);
        assertThat(Metrics.of(ClassPredictions.class))
                .extracting(Metric::name)
                .contains("accuracy", "nll");
        assertThat(accuracy.higherIsBetter()).isTrue();
        assertThat(nll.higherIsBetter()).isFalse();
    }

    @Test
    void anUnknownMetricIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> Metrics.named(ClassPredictions.class, "accurcy"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith(
                        "unknown metric 'accurcy'. Did you mean 'accuracy'? Known: accuracy, ");
    }

    @Test
    void accuracyIsOneForTheLargestLogitAndOfEqualOnesForTheFirst() {
        assertThat(score(accuracy, new float[] {1, 3, 2}, 1)).isEqualTo(1);
        assertThat(score(accuracy, new float[] {1, 3, 2}, 2)).isEqualTo(0);
        assertThat(score(accuracy, new float[] {3, 3}, 0)).isEqualTo(1);
        assertThat(score(accuracy, new float[] {3, 3}, 1)).isEqualTo(0);
    }

    @Test
    void nllIsTheNaturalLogarithmOfTheSoftmaxWorkedByHand() {
        // softmax of (0, ln 3) is (1/4, 3/4)
        float[] logits = {0, (float) Math.log(3)};
        assertThat(score(nll, logits, 0)).isCloseTo((float) Math.log(4), within(1e-6f));
        assertThat(score(nll, logits, 1)).isCloseTo((float) Math.log(4. / 3), within(1e-6f));
    }

    @Test
    void nllIsStableForLargeLogits() {
        assertThat(score(nll, new float[] {10_000, 0}, 0)).isZero();
        assertThat(score(nll, new float[] {10_000, 0}, 1)).isEqualTo(10_000);
        assertThat(score(nll, new float[] {-3e38f, -3e38f}, 1))
                .isCloseTo((float) Math.log(2), within(1e-6f));
    }

    @Test
    void theValueOfASplitIsTheMeanInDouble() {
        float[] scores = new float[3_000_000];
        Arrays.fill(scores, .1f);
        assertThat(Metric.value(scores)).isCloseTo(.1f, within(1e-9));
    }

    @Test
    void aDepthIsForMetricsThatHaveOne() {
        assertThatThrownBy(() -> Metrics.named(ClassPredictions.class, "accuracy@3"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("metric 'accuracy' has no depth, found 'accuracy@3'.");
    }

    @Test
    void anItemWhoseLogitsAreNotFiniteScoresNan() {
        float[][] logits = {{1, 2}, {Float.NaN, 1}, {Float.POSITIVE_INFINITY, 1}};
        var predictions = new ClassPredictions(logits, new int[] {1, 1, 1});
        assertThat(accuracy.contributions(predictions)).containsExactly(1, Float.NaN, Float.NaN);
    }

    @Test
    void pseudoValuesHaveTheMetricAsTheirMeanAndOfAMeanAreTheItems() {
        double[] items = {1, 5, 2, 4};
        double[] without = new double[4];
        for (int i = 0; i < 4; i++) {
            without[i] = (12 - items[i]) / 3;
        }
        assertThat(Jackknife.contributions(3, without)).containsExactly(1, 5, 2, 4);
    }

    private static float score(Metric<ClassPredictions> metric, float[] logits, int label) {
        return metric.contributions(
                        new ClassPredictions(new float[][] {logits}, new int[] {label}))[0];
    }
}
