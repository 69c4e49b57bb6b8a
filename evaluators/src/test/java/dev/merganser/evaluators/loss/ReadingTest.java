package dev.merganser.evaluators.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.metric.ChoiceLikelihoods;
import dev.merganser.evaluators.metric.PairPredictions;
import dev.merganser.evaluators.metric.TokenLikelihoods;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Session;
import dev.merganser.evaluators.session.Value;
import dev.merganser.evaluators.task.Reading;
import dev.merganser.evaluators.task.Reading.Place;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.text.ExamRoom;
import dev.merganser.evaluators.text.TextModels;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What losses read of a graph's output is what the task's metrics are computed from. */
class ReadingTest {

    private static final int BYTES = 15;

    @TempDir private Path folder = Path.of("");

    private static Output run(Graph graph, Minibatch batch, String output) {
        try (Session session = LossRoom.SESSIONS.open(graph);
                Results results = session.run(batch.batch().inputs(), Set.of(output), Map.of())) {
            Value value = results.get(output);
            return LossRoom.output(value.shape(), value.floats());
        }
    }

    /** The cross-entropy of all items together. */
    private static double crossEntropy(Task task, Graph graph) {
        TestLosses losses = TestLosses.of(LossTerm.CROSS_ENTROPY).heldOut(0).draws(16, 1);
        TaskLoss loss = LossRoom.loss(task, graph, losses.settings());
        try (Minibatches draw = loss.draw(0)) {
            double sum = 0;
            for (Minibatch batch : draw.list()) {
                Map<String, Output> at = Map.of(loss.output(), run(graph, batch, loss.output()));
                sum += LossRoom.value(loss.loss(batch, Map.of()), batch, at);
            }
            return sum;
        }
    }

    private static Reading reading(Task task, Graph graph) {
        return ExamRoom.exam(task, graph).reading().orElseThrow();
    }

    @Test
    void theCrossEntropyOfATextIsItsMeanTokenLikelihood() throws IOException {
        Task task = LossTasks.perplexity(folder);
        Graph graph = TextModels.causal(BYTES);
        var likelihoods = (TokenLikelihoods) ExamRoom.predictions(task, graph, 4);
        double expected = 0;
        for (int item = 0; item < 3; item++) {
            expected -= likelihoods.logLikelihood()[item] / likelihoods.tokens()[item];
        }
        assertThat(crossEntropy(task, graph)).isCloseTo(expected, within(1e-5));
    }

    @Test
    void theCrossEntropyOfAQuestionIsThatOfItsAnswer() throws IOException {
        Task task = LossTasks.questions(folder);
        Graph graph = TextModels.causal(BYTES);
        var likelihoods = (ChoiceLikelihoods) ExamRoom.predictions(task, graph, 4);
        Reading reading = reading(task, graph);
        double expected = 0;
        for (int item = 0; item < 2; item++) {
            List<Place> places = reading.places(item);
            long labelled = places.stream().filter(place -> place.label() >= 0).count();
            assertThat(labelled).isLessThan(places.size());
            int answer = likelihoods.answer()[item];
            expected -= likelihoods.logLikelihood()[item][answer] / labelled;
        }
        assertThat(crossEntropy(task, graph)).isCloseTo(expected, within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({"mean,true", "mean,false", "cls,true", "last,false"})
    void embeddingsArePooledAndNormalizedAsForTheMetrics(String pooling, String normalize)
            throws IOException {
        Task task = LossTasks.pairs(folder, "pooling: " + pooling, "normalize: " + normalize);
        Graph graph = TextModels.encoder(19, 6, DType.I64);
        var predicted = ((PairPredictions) ExamRoom.predictions(task, graph, 3)).predicted();
        TestLosses losses = TestLosses.of(LossTerm.DIVERGENCE).heldOut(0).draws(8, 1);
        TaskLoss loss = LossRoom.loss(task, graph, losses.settings());
        Reading reading = reading(task, graph);
        try (Minibatches draw = loss.draw(0)) {
            Minibatch batch = draw.list().getFirst();
            Output output = run(graph, batch, loss.output());
            var vectors = new BatchVectors(reading, batch.batch());
            for (int item = 0; item < predicted.length; item++) {
                List<Place> places = reading.places(item);
                double[] a = vectors.read(output, places.get(0));
                double[] b = vectors.read(output, places.get(1));
                assertThat(product(a, b))
                        .isCloseTo(predicted[item], within(1e-5 * Math.abs(predicted[item])));
            }
        }
    }

    @Test
    void aQueryIsPairedWithItsBestDocumentAndNoRelevantOneIsACounterexample() throws IOException {
        Task task = LossTasks.queries(folder);
        Graph graph = TextModels.encoder(19, 6, DType.I64);
        Reading reading = reading(task, graph);
        // rows: the queries, then dog, cats, blue, a red
        assertThat(rows(reading, 0)).containsExactly(0, 4);
        assertThat(rows(reading, 1)).containsExactly(1, 6);
        assertThat(rows(reading, 2)).containsExactly(2, 3);
        assertThat(reading.suits(0, 2)).isTrue();
        assertThat(reading.suits(2, 0)).isFalse();
        assertThat(reading.suits(0, 1)).isFalse();
        assertThat(reading.isPair(2)).isTrue();
    }

    private static List<Integer> rows(Reading reading, int item) {
        return reading.places(item).stream().map(Place::row).toList();
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int h = 0; h < a.length; h++) {
            sum += a[h] * b[h];
        }
        return sum;
    }
}
