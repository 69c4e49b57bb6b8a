package dev.merganser.evaluators.loss;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.text.TextModels;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Losses that a task cannot give are refused. */
class WrongLossTest {

    private static final int WORDS = 19;
    private static final int HIDDEN = 6;

    @TempDir private Path folder = Path.of("");

    private static void assertRefused(Task task, Graph graph, TestLosses losses, String message) {
        assertThatThrownBy(() -> LossRoom.loss(task, graph, losses.settings()))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(message);
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
