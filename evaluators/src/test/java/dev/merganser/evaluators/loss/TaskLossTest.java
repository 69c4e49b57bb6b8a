package dev.merganser.evaluators.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.TestEncoders;
import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.TestTasks;
import dev.merganser.evaluators.metric.ClassPredictions;
import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.metric.Metrics;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.text.TextModels;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class TaskLossTest {

    private static final int WORDS = 19;
    private static final int HIDDEN = 6;

    @TempDir private Path folder = Path.of("");

    private static TaskLoss images(int items, TestLosses losses) {
        return LossRoom.loss(LossTasks.images(items), TestModels.vit(), losses.settings());
    }

    private static List<Integer> items(Minibatches draw) {
        try (draw) {
            return draw.list().stream()
                    .flatMapToInt(batch -> Arrays.stream(batch.items()))
                    .boxed()
                    .toList();
        }
    }

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

    private static void assertRefused(Task task, Graph graph, TestLosses losses, String message) {
        assertThatThrownBy(() -> LossRoom.loss(task, graph, losses.settings()))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(message);
    }

    @Test
    void aDrawIsTheSameWheneverItIsMadeAndHoldsTheItemsItself() {
        TaskLoss loss = images(50, TestLosses.of(LossTerm.ENTROPY));
        List<Integer> seventh = items(loss.draw(7));
        assertThat(seventh).hasSize(8);
        var _ = items(loss.draw(3));
        assertThat(items(loss.draw(7))).isEqualTo(seventh);
        try (Minibatches draw = loss.draw(7)) {
            Minibatch first = draw.list().getFirst();
            float[] fed = first.batch().inputs().get("image").floats();
            float[] image =
                    TestTasks.images(50, LossTasks.CLASSES, 1)
                            .values(first.items()[2], 1)
                            .toArray(ValueLayout.JAVA_FLOAT);
            assertThat(Arrays.copyOfRange(fed, 2 * 784, 3 * 784)).isEqualTo(image);
            assertThat(first.batch().rows()).isEqualTo(first.items());
        }
    }

    @Test
    void noDrawHasWhatIsHeldOut() {
        TaskLoss loss = images(50, TestLosses.of(LossTerm.ENTROPY));
        Set<Integer> drawn = new HashSet<>();
        IntStream.range(0, 40).forEach(draw -> drawn.addAll(items(loss.draw(draw))));
        List<Integer> heldOut = items(loss.heldOut());
        assertThat(heldOut).hasSize(10).doesNotContainAnyElementsOf(drawn);
        assertThat(drawn).hasSize(40);
    }

    @Test
    void heldOutItemsAreDividedEvenly() {
        TaskLoss loss = images(85, TestLosses.of(LossTerm.ENTROPY).draws(16, 1));
        try (Minibatches heldOut = loss.heldOut()) {
            assertThat(heldOut.list().stream().map(Minibatch::count)).containsExactly(8, 9);
            assertThat(heldOut.items()).isEqualTo(17);
            assertThat(heldOut.forwards()).isCloseTo(17, within(1e-9));
        }
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
    void fewLabelsAreShownToCrossEntropyAndTheOtherTermsSeeAllItems() {
        TaskLoss loss =
                images(
                        100,
                        TestLosses.of(LossTerm.ENTROPY, LossTerm.CROSS_ENTROPY)
                                .labels(10)
                                .draws(16, 1));
        Set<Integer> shown = new HashSet<>();
        for (int number = 0; number < 20; number++) {
            try (Minibatches draw = loss.draw(number)) {
                assertThat(draw.list().stream().map(Minibatch::count)).containsExactly(16, 8);
                Map<LossTerm, Double> free = draw.list().get(0).factors();
                Map<LossTerm, Double> bound = draw.list().get(1).factors();
                assertThat(free).containsOnly(Map.entry(LossTerm.ENTROPY, 24.0 / 16));
                assertThat(bound).containsOnly(Map.entry(LossTerm.CROSS_ENTROPY, 24.0 / 8));
                shown.addAll(Arrays.stream(draw.list().get(1).items()).boxed().toList());
            }
        }
        assertThat(shown).hasSize(8);
        try (Minibatches heldOut = loss.heldOut()) {
            assertThat(heldOut.list().stream().map(Minibatch::count)).containsExactly(10, 10, 2);
        }
    }

    @Test
    void crossEntropyAloneDrawsLabelledItemsOnly() {
        TaskLoss loss = images(100, TestLosses.of(LossTerm.CROSS_ENTROPY).labels(10).draws(4, 1));
        Set<Integer> shown = new HashSet<>();
        IntStream.range(0, 30).forEach(draw -> shown.addAll(items(loss.draw(draw))));
        assertThat(shown).hasSize(8);
    }

    @Test
    void onlyTextsThatAreAlikeAreContrasted() throws IOException {
        TaskLoss loss =
                LossRoom.loss(
                        LossTasks.pairs(folder),
                        TextModels.encoder(WORDS, HIDDEN, DType.I64),
                        TestLosses.of(LossTerm.CONTRASTIVE).heldOut(0).settings());
        assertThat(items(loss.draw(0))).containsExactlyInAnyOrder(0, 2, 3, 4);
        try (Minibatches draw = loss.draw(0)) {
            // 8 of the 9 texts of 5 pairs: "dog" and "a cat" each stand in two
            assertThat(draw.list()).hasSize(1);
            assertThat(draw.list().getFirst().batch().count()).isEqualTo(8);
            assertThat(draw.forwards()).isCloseTo(8 * 5 / 8.0, within(1e-9));
        }
    }

    @Test
    void noPairIsLeftAlone() throws IOException {
        TaskLoss loss =
                LossRoom.loss(
                        LossTasks.pairs(folder),
                        TextModels.encoder(WORDS, HIDDEN, DType.I64),
                        TestLosses.of(LossTerm.CONTRASTIVE)
                                .labels(3)
                                .heldOut(0)
                                .draws(2, 2)
                                .settings());
        try (Minibatches draw = loss.draw(0)) {
            assertThat(draw.list().stream().map(Minibatch::count)).containsExactly(3);
        }
    }

    @Test
    void statesMustBelongToRowsOrTokens() throws IOException {
        TaskLoss loss =
                LossRoom.loss(
                        LossTasks.pairs(folder),
                        TestEncoders.bert(2, HIDDEN, 1),
                        TestLosses.of(LossTerm.HIDDEN).heldOut(0).draws(8, 1).settings());
        try (Minibatches draw = loss.draw(0)) {
            Minibatch batch = draw.list().getFirst();
            Output other = LossRoom.random(Shape.of(2L * batch.batch().count(), HIDDEN), 1);
            BatchLoss hidden = loss.loss(batch, all(loss, other));
            assertThatThrownBy(() -> LossRoom.value(hidden, batch, all(loss, other)))
                    .isInstanceOf(WrongUseException.class)
                    .hasMessageContaining("the loss 'hidden' needs states [batch, …]");
        }
    }

    @Test
    void tokensOfAMinibatchArePaddedToItsLongestText() throws IOException {
        TaskLoss loss =
                LossRoom.loss(
                        LossTasks.pairs(folder),
                        TestEncoders.bert(2, HIDDEN, 1),
                        TestLosses.of(LossTerm.DIVERGENCE).heldOut(0).draws(1, 5).settings());
        try (Minibatches draw = loss.draw(0)) {
            Minibatch first =
                    draw.list().stream()
                            .filter(batch -> batch.items()[0] == 0)
                            .findFirst()
                            .orElseThrow();
            // [CLS] a cat [SEP], then [CLS] the cat sat on the mat [SEP]
            assertThat(first.batch().length()).isEqualTo(8);
            assertThat(first.batch().inputs().get("attention_mask").shape())
                    .isEqualTo(Shape.of(2, 8));
        }
    }

    @Test
    void windowsOfTextsAreItems() throws IOException {
        TaskLoss loss =
                LossRoom.loss(
                        LossTasks.perplexity(folder, "max_tokens: 4"),
                        TextModels.causal(15),
                        TestLosses.of(LossTerm.CROSS_ENTROPY).heldOut(0).draws(16, 1).settings());
        try (Minibatches draw = loss.draw(0)) {
            assertThat(draw.items()).isGreaterThan(3);
            assertThat(draw.forwards()).isCloseTo(3, within(1e-9));
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void statesOfPaddingDoNotCount(boolean together) throws IOException {
        TaskLoss loss =
                LossRoom.loss(
                        LossTasks.pairs(folder),
                        TestEncoders.bert(2, HIDDEN, 1),
                        TestLosses.of(LossTerm.HIDDEN).heldOut(0).draws(8, 1).settings());
        try (Minibatches draw = loss.draw(0)) {
            Minibatch batch = draw.list().getFirst();
            long count = batch.batch().count();
            long length = batch.batch().length();
            Shape shape =
                    together ? Shape.of(count * length, HIDDEN) : Shape.of(count, length, HIDDEN);
            float[] ones = new float[(int) shape.elements()];
            Arrays.fill(ones, 1);
            Output taught = LossRoom.output(shape, new float[ones.length]);
            BatchLoss hidden = loss.loss(batch, all(loss, taught));
            Map<String, Output> at = all(loss, LossRoom.output(shape, ones));
            // every difference is 1, however long a text is
            assertThat(LossRoom.value(hidden, batch, at)).isCloseTo(5, within(1e-12));
            float[] gradient =
                    LossRoom.gradients(hidden, batch, at).get(loss.taught().iterator().next());
            long padding =
                    IntStream.range(0, gradient.length).filter(i -> gradient[i] == 0).count();
            assertThat(padding).isPositive().isLessThan(gradient.length);
        }
    }

    private static Map<String, Output> all(TaskLoss loss, Output value) {
        return loss.taught().stream().collect(Collectors.toMap(name -> name, _ -> value));
    }

    @Test
    void aTaskThatCannotGiveALossIsRefused() throws IOException {
        assertRefused(
                LossTasks.regression(folder),
                LossTasks.linear(1),
                TestLosses.of(LossTerm.ENTROPY),
                "Task 'task' is of kind 'regression', which gives no loss to learn coefficients by; classification, perplexity, multiple_choice, similarity and retrieval do.");
    }

    @Test
    void aTermThatATaskDoesNotHaveIsRefused() throws IOException {
        Graph encoder = TextModels.encoder(WORDS, HIDDEN, DType.I64);
        assertRefused(
                LossTasks.pairs(folder),
                encoder,
                TestLosses.of(LossTerm.ENTROPY),
                "Task 'task' of kind 'similarity' gives no loss 'entropy'; it gives divergence, hidden, contrastive.");
        assertRefused(
                LossTasks.unlabelled(folder),
                LossTasks.linear(3),
                TestLosses.of(LossTerm.CROSS_ENTROPY),
                "Task 'task' must have labels for the loss 'cross_entropy', but has none.");
        assertRefused(
                LossTasks.images(20),
                TestModels.vit(),
                TestLosses.of(LossTerm.CONTRASTIVE),
                "Task 'task' of kind 'classification' gives no loss 'contrastive'; it gives entropy, pseudo_labels, cross_entropy, divergence, hidden.");
    }

    @Test
    void whatATermNeedsIsNamed() throws IOException {
        assertRefused(
                LossTasks.images(20),
                TestModels.vit(),
                TestLosses.of(LossTerm.DIVERGENCE).untaught(),
                "Task 'task' must have an expert for the loss 'divergence': write teachers: {task: MODEL}, found {}.");
        assertRefused(
                LossTasks.images(20),
                TestModels.vit(),
                TestLosses.of(LossTerm.ENTROPY).agreeing().untaught(),
                "Task 'task' must have an expert for agreement: write teachers: {task: MODEL}, found {}.");
        assertRefused(
                LossTasks.points(folder, 20),
                LossTasks.linear(3),
                TestLosses.of(LossTerm.HIDDEN),
                "The loss 'hidden' compares states between layers, but graph 'linear' could not be cut: its node names show no repeated layers such as /layers.0/.");
        Graph encoder = TextModels.encoder(WORDS, HIDDEN, DType.I64);
        assertRefused(
                LossTasks.pairs(folder),
                encoder,
                TestLosses.of(LossTerm.DIVERGENCE).balance(Balance.CLASSES),
                "Task 'task' must have at least two classes for balance 'classes'.");
        assertRefused(
                LossTasks.pairs(folder),
                encoder,
                TestLosses.of(LossTerm.CONTRASTIVE).draws(1, 2),
                "Task 'task' must have at least 2 pairs in a batch for the loss 'contrastive', found 4 pairs and batch: 1.");
        assertRefused(
                LossTasks.pairs(folder),
                TextModels.pooled(WORDS, HIDDEN),
                TestLosses.of(LossTerm.CONTRASTIVE),
                "Task 'task' has texts of 3 to 8 tokens, which must share batches to give a loss, but graph 'pooled' has no attention_mask.");
    }

    @Test
    void settingsThatMeanNothingAreRefused() {
        Stream.of(
                        TestLosses.of(),
                        TestLosses.of(LossTerm.ENTROPY).confidence(0),
                        TestLosses.of(LossTerm.ENTROPY).confidence(Double.NaN),
                        TestLosses.of(LossTerm.CROSS_ENTROPY).confidence(.5),
                        TestLosses.of(LossTerm.CROSS_ENTROPY).agreeing(),
                        TestLosses.of(LossTerm.ENTROPY).factor(LossTerm.HIDDEN, -1),
                        TestLosses.of(LossTerm.ENTROPY).labels(0),
                        TestLosses.of(LossTerm.ENTROPY).temperature(0),
                        TestLosses.of(LossTerm.ENTROPY).heldOut(1),
                        TestLosses.of(LossTerm.ENTROPY).draws(0, 1))
                .forEach(
                        losses ->
                                assertThatThrownBy(losses::settings)
                                        .isInstanceOf(IllegalArgumentException.class));
    }
}
