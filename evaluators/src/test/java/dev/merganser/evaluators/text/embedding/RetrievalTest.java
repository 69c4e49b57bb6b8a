package dev.merganser.evaluators.text.embedding;

import static dev.merganser.evaluators.text.ExamRoom.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.metric.RankedQueries;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.text.ExamRoom;
import dev.merganser.evaluators.text.TextModels;
import dev.merganser.evaluators.text.TinyTokenizers;
import dev.merganser.recipes.error.BadDataException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

class RetrievalTest {

    @TempDir private Path folder = Path.of("");

    private Task task(String data, String... more) {
        return ExamRoom.task(
                folder,
                """
                kind: retrieval
                data: %s
                tokenizer: %s
                """
                                .formatted(data, TinyTokenizers.wordPiece())
                        + String.join("\n", more));
    }

    private static List<RankedQueries.Ranking> rankings(Task task) {
        var graph = TextModels.pooled(19, 6);
        return ((RankedQueries) ExamRoom.predictions(task, graph, 64)).queries();
    }

    private static final String THREE =
            "{search: {queries: queries.jsonl, corpus: corpus.tsv, judgements: judgements.tsv}}";

    @BeforeEach
    void threeFiles() throws IOException {
        write(
                folder,
                "queries.jsonl",
                "{\"id\": \"q1\", \"text\": \"the cat\"}",
                "{\"id\": \"q2\", \"text\": \"nothing\"}",
                "{\"id\": \"q3\", \"text\": \"red\"}");
        write(folder, "corpus.tsv", "id\ttext", "d1\tdog", "d2\tthe cat", "d3\tblue", "d4\tred");
        write(
                folder,
                "judgements.tsv",
                "query\tdocument\tgain",
                "q1\td2\t2",
                "q1\td1\t1",
                "q2\td1\t0",
                "q3\td4\t1");
    }

    @Test
    void aQueryFindsItsOwnTextFirstAndGainsStandWhereTheirDocumentsDo() {
        List<RankedQueries.Ranking> rankings = rankings(task(THREE));
        assertThat(rankings).hasSize(2);
        assertThat(rankings.get(0).gains()[0]).isEqualTo(2);
        assertThat(rankings.get(0).gains()).contains(1).hasSizeBetween(2, 4);
        assertThat(rankings.get(0).ideal()).containsExactly(2, 1);
        assertThat(rankings.get(1).gains()).containsExactly(1);
    }

    @Test
    void rankingsAreThoseOfTheVectorsByHand() {
        double[] cat = vector(2, 10, 7, 3);
        double[][] documents = {vector(2, 9, 3), cat, vector(2, 18, 3), vector(2, 17, 3)};
        int before = 0;
        for (double[] document : documents) {
            before += cosine(cat, document) > cosine(cat, documents[0]) ? 1 : 0;
        }
        assertThat(rankings(task(THREE)).getFirst().gains()).hasSize(before + 1);
    }

    private static double[] vector(int... tokens) {
        double[] mean = new double[6];
        for (int token : tokens) {
            for (int h = 0; h < 6; h++) {
                mean[h] += TextModels.entry(token, h) / tokens.length;
            }
        }
        return mean;
    }

    private static double cosine(double[] a, double[] b) {
        double[] sums = new double[3];
        for (int h = 0; h < a.length; h++) {
            sums[0] += a[h] * b[h];
            sums[1] += a[h] * a[h];
            sums[2] += b[h] * b[h];
        }
        return sums[0] / Math.sqrt(sums[1] * sums[2]);
    }

    @Test
    void oneFileOfQueriesBesideTheirDocumentsWillDo() throws IOException {
        write(
                folder,
                "simple.jsonl",
                "{\"gloss\": \"the cat\", \"document\": \"the cat\"}",
                "{\"gloss\": \"red\", \"documents\": [\"blue\", \"red\", \"the cat\"]}");
        Task task = task("{search: simple.jsonl}", "fields: {query: gloss}");
        List<RankedQueries.Ranking> rankings = rankings(task);
        assertThat(rankings.get(0).gains()).containsExactly(1);
        assertThat(rankings.get(1).gains()).containsExactly(1, 1, 1);
    }

    @Test
    void queriesAreDividedAndTheCorpusIsNot() throws IOException {
        write(
                folder,
                "simple.csv",
                "query,document",
                "the cat,the cat",
                "red,blue",
                "dog,dog",
                "blue,red");
        Task task = task("simple.csv", "split: {search: 2, test: 2}");
        assertThat(task.itemCount(Split.SEARCH)).isEqualTo(2);
        assertThat(task.itemCount(Split.TEST)).isEqualTo(2);
        assertThat(ExamRoom.exam(task, TextModels.pooled(19, 6)).rows().count()).isEqualTo(4);
    }

    @Test
    void prefixesTellQueriesFromDocuments() {
        Task task = task(THREE, "query_prefix: 'a '", "document_prefix: 'on '");
        assertThat(ExamRoom.exam(task, TextModels.pooled(19, 6)).rows().count()).isEqualTo(6);
    }

    @Test
    void whatDoesNotFitTogetherIsNamedWithItsLine() throws IOException {
        assertBad("q1\td9", "judgements.tsv, line 3: document must be an id in ", "found 'd9'");
        assertBad("q1\td2", "line 3: there must be one judgement of a query and a document");
        assertBad("q1\td1\t-1", "line 3: field 'gain' must be a number from 0");
        write(folder, "corpus.tsv", "id\ttext", "d2\tdog", "d2\tcat");
        assertBad("", "corpus.tsv, line 3: ids must differ, but 'd2' is that of");
    }

    private void assertBad(String judgement, String... parts) throws IOException {
        String[] lines = {"query\tdocument\tgain", "q1\td2\t1", judgement};
        for (int i = 1; i < 3; i++) {
            lines[i] = lines[i].split("\t", -1).length == 2 ? lines[i] + "\t1" : lines[i];
        }
        write(folder, "judgements.tsv", lines);
        assertThatThrownBy(() -> task(THREE))
                .isInstanceOf(BadDataException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void judgementsWithoutAGainAreRefused() throws IOException {
        write(folder, "judgements.tsv", "query\tdocument\tgain", "q1\td2\t0");
        assertThatThrownBy(() -> task(THREE))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("some judgement must have a positive gain");
    }
}
