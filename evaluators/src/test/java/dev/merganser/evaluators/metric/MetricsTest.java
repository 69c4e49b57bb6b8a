package dev.merganser.evaluators.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class MetricsTest {

    private final Metric accuracy = Metrics.named("accuracy");
    private final Metric nll = Metrics.named("nll");

    @Test
    void allMetricsAreFoundByName() {
        assertThat(Metrics.all()).extracting(Metric::name).containsExactly("accuracy", "nll");
        assertThat(accuracy.higherIsBetter()).isTrue();
        assertThat(nll.higherIsBetter()).isFalse();
    }

    @Test
    void anUnknownMetricIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> Metrics.named("accurcy"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "unknown metric 'accurcy'. Did you mean 'accuracy'? Known: accuracy, nll");
    }

    @Test
    void accuracyIsOneForTheLargestLogitAndOfEqualOnesForTheFirst() {
        assertThat(accuracy.score(new float[] {1, 3, 2}, 1)).isEqualTo(1);
        assertThat(accuracy.score(new float[] {1, 3, 2}, 2)).isEqualTo(0);
        assertThat(accuracy.score(new float[] {3, 3}, 0)).isEqualTo(1);
        assertThat(accuracy.score(new float[] {3, 3}, 1)).isEqualTo(0);
    }

    @Test
    void nllIsTheNaturalLogarithmOfTheSoftmaxWorkedByHand() {
        // softmax of (0, ln 3) is (1/4, 3/4)
        float[] logits = {0, (float) Math.log(3)};
        assertThat(nll.score(logits, 0)).isCloseTo((float) Math.log(4), within(1e-6f));
        assertThat(nll.score(logits, 1)).isCloseTo((float) Math.log(4. / 3), within(1e-6f));
    }

    @Test
    void nllIsStableForLargeLogits() {
        assertThat(nll.score(new float[] {10_000, 0}, 0)).isZero();
        assertThat(nll.score(new float[] {10_000, 0}, 1)).isEqualTo(10_000);
        assertThat(nll.score(new float[] {-3e38f, -3e38f}, 1))
                .isCloseTo((float) Math.log(2), within(1e-6f));
    }

    @Test
    void theValueOfASplitIsTheMeanInDouble() {
        float[] scores = new float[3_000_000];
        Arrays.fill(scores, .1f);
        assertThat(nll.aggregate(scores)).isCloseTo(.1f, within(1e-9));
    }
}
