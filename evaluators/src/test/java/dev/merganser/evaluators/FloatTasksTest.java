package dev.merganser.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.data.NumpyFiles;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.task.TaskReader;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.yaml.YamlMap;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tasks on items of numbers, scored by linear graphs whose answers are worked by hand. */
class FloatTasksTest {

    private static final String ALL = "split: {search: 1}\n";
    private static final float[] SAME = {1, 0, 0, 1};
    private static final float[] SUM = {1, 1};

    @TempDir Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(
                folder.resolve("x.jsonl"),
                """
                {"input": [3, 1], "label": 0, "y": 3.5, "target": [3, 1]}
                {"input": [0, 2], "label": 0, "y": 2, "target": [1, 0]}
                """);
        Files.writeString(folder.resolve("x.csv"), "a,b,y\n3,1,3.5\n0,2,2\n");
        Files.write(folder.resolve("x.npy"), NumpyFiles.floats("(2, 2)", 3, 1, 0, 2));
        Files.write(folder.resolve("y.npy"), NumpyFiles.floats("(2,)", 3.5f, 2));
        NumpyFiles.zip(
                folder.resolve("x.npz"),
                Map.of(
                        "x", NumpyFiles.floats("(2, 2)", 3, 1, 0, 2),
                        "t", NumpyFiles.floats("(2, 2)", 3, 1, 1, 0)));
    }

    /** y = weight · x on [batch, 2]. */
    private static Graph linear(float... weight) {
        GraphBuilder graph = GraphBuilder.named("linear").opset(23);
        graph.input("x", DType.F32, Dim.of("batch"), Dim.of(2));
        int rows = weight.length / 2;
        graph.initializer("weight", Shape.of(rows, 2), weight);
        graph.node(
                Node.of(
                        "/linear",
                        "Gemm",
                        List.of("x", "weight"),
                        List.of("y"),
                        Attribute.of("transB", 1)));
        graph.output("y", DType.F32, Dim.of("batch"), Dim.of(rows));
        return graph.build();
    }

    private Task task(String yaml) {
        return TaskReader.of(YamlMap.parse(yaml + ALL, "task.yml"), "t", folder);
    }

    private float[] scores(String yaml, Graph graph, String metric) {
        return scores(yaml, graph, FakeWeights.of(graph), metric);
    }

    private float[] scores(String yaml, Graph graph, FakeWeights weights, String metric) {
        var settings = RuntimeSettings.defaults().withProvider(new Provider.Cpu()).withThreads(1);
        var measure = new Measure("t", metric);
        try (var scorer = Scorer.open(graph, List.of(task(yaml)), settings.withBatch(1))) {
            return scorer.score(weights, Split.SEARCH, Set.of(measure)).get(measure);
        }
    }

    @Test
    void withoutAHeadTheGraphGivesTheLogits() {
        String yaml = "kind: classification\ndata: x.jsonl\n";
        assertThat(scores(yaml, linear(SAME), "accuracy")).containsExactly(1, 0);
        assertThat(task(yaml).metrics()).containsExactly("accuracy", "nll");
    }

    @Test
    void itemsWithoutLabelsHaveAnEntropyOnly() {
        String yaml = "kind: classification\ndata: x.jsonl\nunlabelled: true\n";
        float[] entropy = scores(yaml, linear(SAME), "entropy");
        double p = 1 / (1 + Math.exp(2));
        double expected = -p * Math.log(p) - (1 - p) * Math.log(1 - p);
        assertThat(entropy).hasSize(2);
        assertThat((double) entropy[0]).isCloseTo(expected, within(1e-6));
        assertThat(entropy[1]).isEqualTo(entropy[0]);
        assertThat(task(yaml).metrics()).containsExactly("entropy");
        assertThatThrownBy(() -> task(yaml + "metric: nll\n"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("task.yml: metric 'nll' needs labels, but task 't' has none.");
    }

    @Test
    void candidatesAreComparedWithTeachersOnTheSameItems() {
        GraphWriter.write(linear(SAME), folder.resolve("same.onnx"));
        GraphWriter.write(linear(0, 1, 1, 0), folder.resolve("swapped.onnx"));
        String yaml = "kind: classification\ndata: x.jsonl\nunlabelled: true\nteachers: [%s]\n";
        Graph graph = linear(SAME);
        assertThat(scores(yaml.formatted("same.onnx"), graph, "agreement")).containsExactly(1, 1);
        assertThat(scores(yaml.formatted("same.onnx"), graph, "kl_to_teachers"))
                .containsExactly(0, 0);
        assertThat(scores(yaml.formatted("swapped.onnx"), graph, "agreement"))
                .containsExactly(0, 0);
        // q = (1/2, 1/2), p = (s, 1 − s) with s = 1 / (1 + e⁻²): −ln 2 − (ln s + ln(1 − s)) / 2
        double s = 1 / (1 + Math.exp(-2));
        float[] expected = new float[2];
        Arrays.fill(expected, (float) (-Math.log(2) - (Math.log(s) + Math.log1p(-s)) / 2));
        assertThat(scores(yaml.formatted("same.onnx, swapped.onnx"), graph, "kl_to_teachers"))
                .containsExactly(expected, within(1e-6f));
        assertThat(task(yaml.formatted("same.onnx")).metrics())
                .containsExactly("agreement", "entropy", "kl_to_teachers");
        assertThat(task(yaml.formatted("same.onnx")).files())
                .containsExactly(folder.resolve("x.jsonl"), folder.resolve("same.onnx"));
    }

    @Test
    void aTeacherMustBeThereAndFinite() {
        String yaml = "kind: classification\ndata: x.jsonl\nteachers: [nan.onnx]\n";
        assertThatThrownBy(() -> task(yaml))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("nan.onnx must exist.");
        GraphWriter.write(linear(Float.NaN, 0, 0, 1), folder.resolve("nan.onnx"));
        assertThatThrownBy(() -> scores(yaml, linear(SAME), "agreement"))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Task 't': the logits of all teachers must be finite, but those of item 0 are not.");
        GraphWriter.write(linear(1, 1, 1, 1, 1, 1), folder.resolve("nan.onnx"));
        assertThatThrownBy(() -> scores(yaml, linear(SAME), "agreement"))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(
                        "Task 't', teacher %s: ".formatted(folder.resolve("nan.onnx")));
        assertThatThrownBy(() -> task("kind: classification\ndata: x.jsonl\nmetric: agreement\n"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("task.yml: metric 'agreement' needs teachers, but task 't' has none.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data: x.jsonl\\nlabel: y",
                "data: x.csv\\nlabel: y",
                "data: {values: x.npy, labels: y.npy}",
            })
    void aRegressionComparesNumbers(String data) {
        String yaml = "kind: regression\n" + data.replace("\\n", "\n") + "\n";
        assertThat(scores(yaml, linear(SUM), "mse")).containsExactly(.25f, 0);
        assertThat(scores(yaml, linear(SUM), "mae")).containsExactly(.5f, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"data: x.jsonl", "data: {file: x.npz, values: x, labels: t}"})
    void aReconstructionIsComparedWithItsTarget(String data) {
        String yaml = "kind: reconstruction\npeak: 5\n" + data + "\n";
        // (0 − 1)² and (2 − 0)², 10·log₁₀(25 / 2.5)
        assertThat(scores(yaml, linear(SAME), "mse")).containsExactly(0, 2.5f);
        assertThat(scores(yaml, linear(SAME), "psnr")).containsExactly(100, 10);
    }

    @Test
    void withoutLabelsAnItemIsItsOwnTarget() {
        String yaml = "kind: reconstruction\ndata: {values: x.npy}\n";
        assertThat(scores(yaml, linear(SAME), "mse")).containsExactly(0, 0);
        assertThat(scores(yaml, linear(1, 0, 0, 0), "mse")).containsExactly(.5f, 2);
        assertThat(
                        scores(
                                yaml.replace(
                                        "{values: x.npy}", "x.csv\nlabel: y\nunlabelled: true"),
                                linear(SAME),
                                "mse"))
                .containsExactly(0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "classification, label, accuracy",
        "classification, label, ece",
        "regression, y, mse",
        "regression, y, spearman",
        "reconstruction, target, psnr"
    })
    void weightsThatAreNotFiniteGiveNan(String kind, String label, String metric) {
        String yaml = "kind: %s\ndata: x.jsonl\nlabel: %s\n".formatted(kind, label);
        Graph graph = kind.equals("regression") ? linear(SUM) : linear(SAME);
        var broken = FakeWeights.of(graph).with("weight", Float.NaN);
        assertThat(scores(yaml, graph, broken, metric)).containsOnly(Float.NaN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "regression\\nunlabelled: true|a regression needs labels, but the data has none",
                "reconstruction\\npeak: 0|peak must be above 0, found 0.0",
                "classification\\npeak: 1|unknown key 'peak'. Known: data, head, input, kind, label, metric, metrics, name, output, split, strict, teachers, unlabelled",
                "regression\\nmetric: accuracy|unknown metric 'accuracy'. Known: mae, mse, pearson, r2, spearman",
            })
    void aTaskThatCannotBeIsWrongUse(String kind, String message) {
        assertThatThrownBy(
                        () ->
                                task(
                                        "data: x.jsonl\nkind: %s\n"
                                                .formatted(kind.replace("\\n", "\n"))))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("task.yml: " + message);
    }

    @Test
    void aGraphThatDoesNotFitIsRefused() {
        assertRefused(
                "kind: regression\ndata: x.jsonl\nlabel: y\n",
                linear(SAME),
                "Task 't': output 'y' of graph 'linear' must give one number per item, but gives 2.");
        assertRefused(
                "kind: reconstruction\ndata: x.jsonl\n",
                linear(SUM),
                "Task 't': its targets are [2], but output 'y' of graph 'linear' is [batch, 1].");
        assertRefused(
                "kind: classification\ndata: {values: x.npy, labels: big.npy}\n",
                linear(SAME),
                "Task 't': labels must be below the 2 classes of output 'y', but search item 1 has label 2.");
    }

    private void assertRefused(String yaml, Graph graph, String message) {
        assertThatThrownBy(
                        () -> {
                            Files.write(folder.resolve("big.npy"), NumpyFiles.longs("(2,)", 1, 2));
                            scores(yaml, graph, "mse");
                        })
                .isInstanceOf(BadDataException.class)
                .hasMessage(message);
    }

    @Test
    void splitsMustBeLabelledAlike() {
        String yaml =
                "kind: classification\ndata: {search: {values: x.npy}, test: more.jsonl}\n"
                        .replace(ALL, "");
        assertThatThrownBy(
                        () -> {
                            Files.writeString(
                                    folder.resolve("more.jsonl"),
                                    "{\"input\": [9, 9], \"label\": 0}");
                            TaskReader.of(YamlMap.parse(yaml, "task.yml"), "t", folder);
                        })
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Task 't': all splits must have labels or none, but test differs from search.");
    }
}
