package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.TestTasks;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.text.ExamRoom;
import dev.merganser.evaluators.text.TinyTokenizers;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Small tasks of each kind, all called 'task'. */
final class LossTasks {

    static final int CLASSES = 5;
    static final int FEATURES = 16;

    private LossTasks() {}

    /** Images and a head on 16 features. */
    static Task images(int items) {
        return TestTasks.of("task", FEATURES, CLASSES, items, 1);
    }

    /** Points with classes 0 to 2. */
    static Task points(Path folder, int items) throws IOException {
        String[] lines =
                IntStream.rangeClosed(0, items)
                        .mapToObj(i -> i == 0 ? "a,b,label" : i + ",-1," + i % 3)
                        .toArray(String[]::new);
        ExamRoom.write(folder, "points.csv", lines);
        return ExamRoom.task(folder, "kind: classification\ndata: {search: points.csv}\n");
    }

    /** Points without classes. */
    static Task unlabelled(Path folder) throws IOException {
        ExamRoom.write(folder, "bare.csv", "a,b", "1,2", "3,4", "5,6");
        return ExamRoom.task(
                folder, "kind: classification\nunlabelled: true\ndata: {search: bare.csv}\n");
    }

    /** Points with numbers. */
    static Task regression(Path folder) throws IOException {
        ExamRoom.write(folder, "numbers.csv", "a,b,label", "1,2,.5", "3,4,1.5");
        return ExamRoom.task(folder, "kind: regression\ndata: {search: numbers.csv}\n");
    }

    /** Logits of points. */
    static Graph linear(int outputs) {
        GraphBuilder graph = GraphBuilder.named("linear").opset(17);
        graph.input("point", DType.F32, Dim.of("batch"), Dim.of(2));
        graph.initializer("weight", Shape.of(2, outputs), new float[2 * outputs]);
        graph.node(Node.of("/out", "MatMul", List.of("point", "weight"), List.of("logits")));
        graph.output("logits", DType.F32, Dim.of("batch"), Dim.of(outputs));
        return graph.build();
    }

    static Task perplexity(Path folder, String... more) throws IOException {
        ExamRoom.write(
                folder,
                "texts.jsonl",
                "{\"text\": \"ab a b cab\"}",
                "{\"text\": \"f e d c b a\"}",
                "{\"text\": \"abc\"}");
        return ExamRoom.task(
                folder,
                "kind: perplexity\ndata: {search: texts.jsonl}\ntokenizer: %s\n"
                                .formatted(TinyTokenizers.bytePairs())
                        + String.join("\n", more));
    }

    static Task questions(Path folder) throws IOException {
        ExamRoom.write(
                folder,
                "questions.jsonl",
                "{\"context\": \"ab:\", \"choices\": [\"c\", \"d\", \"e f\"], \"answer\": 2}",
                "{\"context\": \"f\", \"choices\": [\"a\", \"b\"], \"answer\": 0}");
        return ExamRoom.task(
                folder,
                "kind: multiple_choice\ndata: {search: questions.jsonl}\ntokenizer: %s\n"
                        .formatted(TinyTokenizers.bytePairs()));
    }

    /** Five pairs, of which the second is not alike. */
    static Task pairs(Path folder, String... more) throws IOException {
        ExamRoom.write(
                folder,
                "pairs.jsonl",
                "{\"a\": \"a cat\", \"b\": \"the cat sat on the mat\", \"gold\": 4.5}",
                "{\"a\": \"dog\", \"b\": \"a cat\", \"gold\": 1}",
                "{\"a\": \"red\", \"b\": \"red blue\", \"gold\": 5}",
                "{\"a\": \"blue dog\", \"b\": \"dog\", \"gold\": 5}",
                "{\"a\": \"on the mat\", \"b\": \"mat\", \"gold\": 4}");
        return ExamRoom.task(
                folder,
                "kind: similarity\ndata: {search: pairs.jsonl}\ntokenizer: %s\n"
                                .formatted(TinyTokenizers.wordPiece())
                        + String.join("\n", more));
    }

    /** Three queries; what is best for the third is relevant to the first as well. */
    static Task queries(Path folder) throws IOException {
        ExamRoom.write(
                folder,
                "queries.jsonl",
                "{\"id\": \"q1\", \"text\": \"the cat\"}",
                "{\"id\": \"q2\", \"text\": \"red\"}",
                "{\"id\": \"q3\", \"text\": \"dogs\"}");
        ExamRoom.write(
                folder, "corpus.tsv", "id\ttext", "d1\tdog", "d2\tcats", "d3\tblue", "d4\ta red");
        ExamRoom.write(
                folder,
                "judgements.tsv",
                "query\tdocument\tgain",
                "q1\td1\t1",
                "q1\td2\t2",
                "q2\td4\t1",
                "q3\td1\t1");
        return ExamRoom.task(
                folder,
                """
                kind: retrieval
                data: {search: {queries: queries.jsonl, corpus: corpus.tsv, judgements: judgements.tsv}}
                tokenizer: %s
                """
                        .formatted(TinyTokenizers.wordPiece()));
    }
}
