package dev.merganser.evaluators.loss;

import static dev.merganser.evaluators.loss.LossRoom.images;
import static dev.merganser.evaluators.loss.LossRoom.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.TestTasks;
import dev.merganser.evaluators.metric.ClassPredictions;
import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.metric.Metrics;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class TaskLossTest {

    private static Output features(Minibatch batch, long seed) {
        return LossRoom.random(Shape.of(batch.count(), LossTasks.FEATURES), seed);
    }

    /** A loss of features that are made up. */
    private static double value(TaskLoss task, Minibatch batch, Output features, Output taught) {
        return LossRoom.value(
                task.loss(batch, Map.of(task.output(), taught)),
                batch,
                Map.of(task.output(), features));
    }

    @Test
    void theSumOverADrawIsThatOfTheMetrics() {
        Map<LossTerm, String> metrics =
                Map.of(
                        LossTerm.ENTROPY, "entropy",
                        LossTerm.CROSS_ENTROPY, "nll",
                        LossTerm.DIVERGENCE, "kl_to_teachers");
        metrics.forEach(TaskLossTest::assertSumOfMetric);
    }

    private static void assertSumOfMetric(LossTerm term, String name) {
        TaskLoss loss = images(50, TestLosses.of(term));
        try (Minibatches draw = loss.draw(0)) {
            for (Minibatch batch : draw.list()) {
                Output features = features(batch, 1);
                Output taught = features(batch, 2);
                double expected = 0;
                for (float each : contributions(name, batch, features, taught)) {
                    expected += each;
                }
                assertThat(value(loss, batch, features, taught))
                        .as(name)
                        .isCloseTo(expected, within(1e-5));
            }
        }
    }

    private static float[] contributions(String name, Minibatch batch, Output at, Output taught) {
        float[][] teacher = logits(taught);
        var predictions =
                new ClassPredictions(
                        logits(at),
                        labels(batch),
                        ClassPredictions.mean(
                                List.of(new ClassPredictions(teacher, labels(batch)))));
        Metric<?> metric = Metrics.named(ClassPredictions.class, name);
        return contributions(metric, predictions);
    }

    private static <P> float[] contributions(Metric<P> metric, Object predictions) {
        return metric.contributions(metric.predictions().cast(predictions));
    }

    private static float[][] logits(Output features) {
        long items = features.shape().dims().getFirst();
        float[][] logits = new float[(int) items][LossTasks.CLASSES];
        for (int item = 0; item < items; item++) {
            TestTasks.head(LossTasks.FEATURES, LossTasks.CLASSES, 1)
                    .logits(features.floats(), item, logits[item]);
        }
        return logits;
    }

    private static int[] labels(Minibatch batch) {
        var images = TestTasks.images(50, LossTasks.CLASSES, 1);
        return Arrays.stream(batch.items()).map(images::label).toArray();
    }

    @Test
    void theMostConfidentShareCountsForAll() {
        TaskLoss all = images(50, TestLosses.of(LossTerm.ENTROPY).draws(5, 1));
        TaskLoss some = images(50, TestLosses.of(LossTerm.ENTROPY).draws(5, 1).confidence(.4));
        try (Minibatches draw = all.draw(0)) {
            Minibatch batch = draw.list().getFirst();
            Output features = features(batch, 1);
            float[] entropies = contributions("entropy", batch, features, features);
            double sum = 0;
            for (float each : entropies) {
                sum += each;
            }
            Arrays.sort(entropies);
            double lowest = (entropies[0] + entropies[1]) / 2.0 * 5;
            assertThat(value(all, batch, features, features)).isCloseTo(sum, within(1e-5));
            assertThat(value(some, batch, features, features)).isCloseTo(lowest, within(1e-5));
            float[] gradient =
                    LossRoom.gradients(
                                    some.loss(batch, Map.of()),
                                    batch,
                                    Map.of(some.output(), features))
                            .get(some.output());
            assertThat(IntStream.range(0, 5).filter(row -> gradient[row * 16] != 0)).hasSize(2);
        }
    }

    @Test
    void confidenceDoesNotHideWhatIsNotFinite() {
        TaskLoss some = images(50, TestLosses.of(LossTerm.ENTROPY).confidence(.5));
        try (Minibatches draw = some.draw(0)) {
            Minibatch batch = draw.list().getFirst();
            Output features = features(batch, 1);
            features.floats().setAtIndex(ValueLayout.JAVA_FLOAT, 0, Float.NaN);
            assertThat(value(some, batch, features, features)).isNaN();
        }
    }

    @Test
    void tasksAreWeightedByClassesOrByTheirFirstLoss() {
        TestLosses losses = TestLosses.of(LossTerm.ENTROPY);
        assertThat(images(20, losses).weight(3)).isEqualTo(1);
        assertThat(images(20, losses.balance(Balance.CLASSES)).weight(3))
                .isCloseTo(1 / Math.log(LossTasks.CLASSES), within(1e-12));
        TaskLoss initial = images(20, losses.balance(Balance.INITIAL));
        assertThat(initial.weight(4)).isEqualTo(.25);
        assertThatThrownBy(() -> initial.weight(0))
                .hasMessage(
                        "Balance 'initial' divides by a task's loss at the start point, which must be above 0, but that of task 'task' is 0.0. Maybe start elsewhere, or balance otherwise.");
        assertThatThrownBy(() -> initial.weight(Double.NaN)).isInstanceOf(WrongUseException.class);
    }

    @Test
    void theExpertIsAskedForWhatTheTermsCompare() {
        TaskLoss hidden = images(20, TestLosses.of(LossTerm.HIDDEN));
        assertThat(hidden.teacher()).contains("expert");
        assertThat(hidden.taught()).hasSize(3).doesNotContain(hidden.output());
        TaskLoss agreeing = images(20, TestLosses.of(LossTerm.ENTROPY).agreeing());
        assertThat(agreeing.taught()).containsExactly(agreeing.output());
        TaskLoss none = images(20, TestLosses.of(LossTerm.ENTROPY));
        assertThat(none.teacher()).isEmpty();
        assertThat(none.taught()).isEmpty();
    }
}
