package dev.merganser.evaluators.text.embedding;

import static dev.merganser.evaluators.text.ExamRoom.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.metric.PairPredictions;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.text.ExamRoom;
import dev.merganser.evaluators.text.TextModels;
import dev.merganser.evaluators.text.TinyTokenizers;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.DType;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

class SimilarityTest {

    private static final int HIDDEN = 6;
    private static final int TOKENS = 19;

    @TempDir private Path folder = Path.of("");

    private static String yaml(String... more) {
        return """
        kind: similarity
        data: {search: pairs.jsonl}
        tokenizer: %s
        """
                        .formatted(TinyTokenizers.wordPiece())
                + String.join("\n", more);
    }

    private Task task(String... more) throws IOException {
        write(
                folder,
                "pairs.jsonl",
                "{\"a\": \"a cat\", \"b\": \"the cat sat on the mat\", \"gold\": 4.5}",
                "{\"a\": \"dog\", \"b\": \"a cat\", \"gold\": 1}",
                "{\"a\": \"red\", \"b\": \"red\", \"gold\": 5}");
        return ExamRoom.task(folder, yaml(more));
    }

    private double[] predicted(Task task, DType dtype, int batch) {
        var graph = TextModels.encoder(TOKENS, HIDDEN, dtype);
        return ((PairPredictions) ExamRoom.predictions(task, graph, batch)).predicted();
    }

    /** The vector of a token at a place of a text, by the graph's formula. */
    private static double[] token(int token, int place) {
        double[] vector = new double[HIDDEN];
        for (int h = 0; h < HIDDEN; h++) {
            vector[h] = TextModels.entry(token, h) + TextModels.entry(place, h) / 8.0 + h;
        }
        return vector;
    }

    private static double[] mean(int... tokens) {
        double[] mean = new double[HIDDEN];
        for (int t = 0; t < tokens.length; t++) {
            for (int h = 0; h < HIDDEN; h++) {
                mean[h] += token(tokens[t], t)[h] / tokens.length;
            }
        }
        return mean;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int h = 0; h < HIDDEN; h++) {
            sum += a[h] * b[h];
        }
        return sum;
    }

    private static double cosine(double[] a, double[] b) {
        return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
    }

    private static void assertClose(double[] found, double... expected) {
        assertThat(found).containsExactly(expected, Offset.offset(1e-6));
    }

    @Test
    void pairsAreComparedByTheCosineOfTheirMeansWhateverTheBatch() throws IOException {
        double[] catOne = mean(2, 4, 7, 3);
        double[] mat = mean(2, 10, 7, 11, 12, 10, 13, 3);
        double[] expected = {cosine(catOne, mat), cosine(mean(2, 9, 3), catOne), 1};
        for (int batch : new int[] {1, 2, 64}) {
            assertClose(predicted(task(), DType.I64, batch), expected);
        }
        assertClose(predicted(task(), DType.I32, 64), expected);
    }

    @Test
    void theFirstOrTheLastTokenMayStandForAText() throws IOException {
        assertClose(
                predicted(task("pooling: last"), DType.I64, 64),
                cosine(token(3, 3), token(3, 7)),
                cosine(token(3, 2), token(3, 3)),
                1);
        assertClose(predicted(task("pooling: cls"), DType.I64, 64), 1, 1, 1);
    }

    @Test
    void withoutNormalizingTheProductCounts() throws IOException {
        double[] found = predicted(task("normalize: false"), DType.I64, 64);
        assertThat(found[1])
                .isCloseTo(product(mean(2, 9, 3), mean(2, 4, 7, 3)), Offset.offset(1e-4));
    }

    @Test
    void prefixesComeBeforeBothTextsOrEachItsOwn() throws IOException {
        double[] red = mean(2, 9, 17, 3);
        assertClose(predicted(task("prefix: 'dog '"), DType.I64, 64)[2], 1);
        assertClose(
                predicted(task("prefix: {a: 'dog '}"), DType.I64, 64)[2],
                cosine(red, mean(2, 17, 3)));
    }

    private static void assertClose(double found, double expected) {
        assertThat(found).isCloseTo(expected, Offset.offset(1e-6));
    }

    @Test
    void textsAreCutToMaxTokens() throws IOException {
        assertClose(
                predicted(task("max_tokens: 3"), DType.I64, 64)[0],
                cosine(mean(2, 4, 3), mean(2, 10, 3)));
    }

    @Test
    void aTextThatManyPairsShareIsARowOnce() throws IOException {
        var exam = ExamRoom.exam(task(), TextModels.encoder(TOKENS, HIDDEN, DType.I64));
        assertThat(exam.rows().count()).isEqualTo(4);
    }

    @Test
    void aGraphThatGivesAVectorPerTextNeedsNoPooling() throws IOException {
        var graph = TextModels.pooled(TOKENS, HIDDEN);
        var found = (PairPredictions) ExamRoom.predictions(task(), graph, 64);
        assertThat(found.gold()).containsExactly(4.5, 1, 5);
        assertThat(found.predicted()[2]).isCloseTo(1, Offset.offset(1e-6));
        assertThat(found.predicted()[1])
                .isCloseTo(cosine(bare(2, 9, 3), bare(2, 4, 7, 3)), Offset.offset(1e-6));
        Task pooling = task("pooling: mean");
        assertThatThrownBy(() -> ExamRoom.exam(pooling, graph))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("is one vector per text already")
                .hasMessageEndingWith("leave out 'pooling'.");
    }

    private static double[] bare(int... tokens) {
        double[] mean = new double[HIDDEN];
        for (int token : tokens) {
            for (int h = 0; h < HIDDEN; h++) {
                mean[h] += TextModels.entry(token, h) / tokens.length;
            }
        }
        return mean;
    }

    @Test
    void fieldsMayHaveOtherNamesAndOnesThatAreMissingAreNamedWithTheirLine() throws IOException {
        write(
                folder,
                "pairs.jsonl",
                "{\"one\": \"a\", \"b\": \"b\", \"gold\": 1}",
                "{\"b\": \"b\", \"gold\": 1}");
        assertThatThrownBy(() -> ExamRoom.task(folder, yaml("fields: {a: one}")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("pairs.jsonl, line 2: field 'one' must be a text");
        assertThatThrownBy(() -> ExamRoom.task(folder, yaml("fields: {c: one}")))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("unknown key 'fields.c'");
    }

    @Test
    void pairsMayBeOfSeveralGroups() throws IOException {
        write(folder, "pairs.csv", "a,b,gold,set", "a,b,1,news", "a,c,2,video", "b,c,3,news");
        Task task = ExamRoom.task(folder, yaml("group: set").replace("jsonl", "csv"));
        var found =
                (PairPredictions) ExamRoom.predictions(task, TextModels.pooled(TOKENS, HIDDEN), 64);
        assertThat(found.groups()).containsExactly(0, 1, 0);
    }

    @Test
    void anUnknownPoolingIsWrongUse() {
        assertThatThrownBy(() -> task("pooling: maen"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining(
                        "pooling must be one of [mean, cls, last], found 'maen'. Did you mean 'mean'?");
    }

    @Test
    void aPairIsSplitByItsTextsAndNearlyEqualPairsAreCounted() throws IOException {
        write(folder, "pairs.jsonl", "{\"a\": \"A cat.\", \"b\": \"mat\", \"gold\": 1}");
        write(folder, "test.jsonl", "{\"a\": \"a cat\", \"b\": \"Mat!\", \"gold\": 1}");
        String near = yaml().replace("pairs.jsonl", "pairs.jsonl, test: test.jsonl");
        assertThat(ExamRoom.task(folder, near).content().nearDuplicates()).isEqualTo(1);
        String equal = yaml().replace("pairs.jsonl", "pairs.jsonl, test: pairs.jsonl");
        assertThatThrownBy(() -> ExamRoom.task(folder, equal))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("splits must not share items");
    }
}
