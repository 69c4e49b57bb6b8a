package dev.merganser.evaluators.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.TestEncoders;
import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.text.TextModels;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Each loss of each kind of task against central differences, at made-up values. */
class LossGradientTest {

    private static final int WORDS = 19;
    private static final int BYTES = 15;
    private static final int HIDDEN = 6;

    @TempDir private Path folder = Path.of("");

    private static void check(
            Task task, Graph graph, TestLosses losses, Function<Batch, Shape> shape) {
        TaskLoss loss = LossRoom.loss(task, graph, losses.settings());
        try (Minibatches draw = loss.draw(0)) {
            assertThat(draw.list()).isNotEmpty();
            draw.list().forEach(batch -> check(loss, batch, shape.apply(batch.batch())));
        }
    }

    private static void check(TaskLoss task, Minibatch batch, Shape shape) {
        BatchLoss loss = task.loss(batch, values(task, shape, 100));
        Map<String, Output> at = values(task, shape, 1);
        assertThat(at.keySet()).containsAll(loss.values());
        Map<String, float[]> gradients = LossRoom.gradients(loss, batch, at);
        double largest = 0;
        for (String name : loss.values()) {
            float[] gradient = gradients.get(name);
            for (int i = 0; i < gradient.length; i++) {
                double expected = LossRoom.difference(loss, batch, at, name, i);
                assertThat((double) gradient[i])
                        .as("%s[%d]", name, i)
                        .isCloseTo(expected, within(1e-5 + 1e-4 * Math.abs(expected)));
                largest = Math.max(largest, Math.abs(expected));
            }
        }
        assertThat(largest).isGreaterThan(1e-3);
    }

    /** Values of the graph's output and of all states between layers. */
    private static Map<String, Output> values(TaskLoss task, Shape shape, long seed) {
        Map<String, Output> values = new HashMap<>();
        for (String name : task.taught()) {
            values.put(name, LossRoom.random(shape, seed + name.hashCode()));
        }
        values.put(task.output(), LossRoom.random(shape, seed));
        return values;
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"CONTRASTIVE", "HIDDEN"})
    void imagesThroughAHead(LossTerm term) {
        check(
                LossTasks.images(30),
                TestModels.vit(),
                TestLosses.of(term).factor(term, .7).temperature(1.5),
                batch -> Shape.of(batch.count(), LossTasks.FEATURES));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"CONTRASTIVE", "HIDDEN"})
    void logitsOfTheGraphItself(LossTerm term) throws IOException {
        check(
                LossTasks.points(folder, 20),
                LossTasks.linear(3),
                TestLosses.of(term).temperature(2),
                batch -> Shape.of(batch.count(), 3));
    }

    @Test
    void severalTermsWithConfidenceAndAgreement() {
        check(
                LossTasks.images(40),
                TestModels.vit(),
                TestLosses.of(LossTerm.ENTROPY, LossTerm.CROSS_ENTROPY, LossTerm.DIVERGENCE)
                        .factor(LossTerm.ENTROPY, 2)
                        .confidence(.6)
                        .agreeing()
                        .labels(12)
                        .draws(12, 1),
                batch -> Shape.of(batch.count(), LossTasks.FEATURES));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"CONTRASTIVE", "HIDDEN"})
    void tokensOfTexts(LossTerm term) throws IOException {
        check(
                LossTasks.perplexity(folder, "max_tokens: 4"),
                TextModels.causal(BYTES),
                TestLosses.of(term),
                batch -> Shape.of(batch.count(), batch.length(), BYTES));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"CONTRASTIVE", "HIDDEN"})
    void tokensOfChoices(LossTerm term) throws IOException {
        check(
                LossTasks.questions(folder),
                TextModels.causal(BYTES),
                TestLosses.of(term).heldOut(0),
                batch -> Shape.of(batch.count(), batch.length(), BYTES));
    }

    @ParameterizedTest
    @CsvSource({"mean,true", "mean,false", "cls,true", "last,true", "last,false"})
    void embeddingsOfPairs(String pooling, String normalize) throws IOException {
        for (LossTerm term : new LossTerm[] {LossTerm.CONTRASTIVE, LossTerm.DIVERGENCE}) {
            check(
                    LossTasks.pairs(folder, "pooling: " + pooling, "normalize: " + normalize),
                    TextModels.encoder(WORDS, HIDDEN, DType.I64),
                    TestLosses.of(term).temperature(.5).heldOut(0),
                    batch -> Shape.of(batch.count(), batch.length(), HIDDEN));
        }
    }

    @Test
    void embeddingsOfQueriesAndTheirDocuments() throws IOException {
        check(
                LossTasks.queries(folder),
                TextModels.encoder(WORDS, HIDDEN, DType.I64),
                TestLosses.of(LossTerm.CONTRASTIVE).temperature(.5).heldOut(0),
                batch -> Shape.of(batch.count(), batch.length(), HIDDEN));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void statesBetweenLayersWithPadding(int layers) throws IOException {
        check(
                LossTasks.pairs(folder),
                TestEncoders.bert(layers, HIDDEN, 1),
                TestLosses.of(LossTerm.HIDDEN, LossTerm.DIVERGENCE).factor(LossTerm.HIDDEN, .1),
                batch -> Shape.of(batch.count(), batch.length(), HIDDEN));
    }
}
