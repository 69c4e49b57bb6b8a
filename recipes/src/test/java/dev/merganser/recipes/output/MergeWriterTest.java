package dev.merganser.recipes.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.TestRecipes;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Producer;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

class MergeWriterTest {

    private static final Recipe RECIPE =
            TestRecipes.linear(1, 3).withProvenance(Map.of("run", "7"));

    @TempDir private Path folder;

    @Test
    void aSingleFileHoldsTheTensorsAndTheRecipe() {
        Path out = folder.resolve("new/merged.safetensors");
        MergeWriter.write(plan(RECIPE), out, 1);
        try (var merged = Checkpoints.open(out)) {
            assertThat(merged.tensor("x").floats()).containsExactly(7, 3);
            assertThat(merged.tensor("y").floats()).containsExactly(1);
            assertThat(RecipeReader.parse(merged.metadata().get(MergeWriter.RECIPE_KEY), "x"))
                    .isEqualTo(RECIPE);
            assertThat(merged.metadata()).containsEntry("format", "pt");
        }
    }

    @Test
    void aFolderHoldsWeightsRecipeAndTheCompanionsOfTheBase() throws IOException {
        Path base = folder.resolve("base");
        a().writeTo(base.resolve("model.safetensors"));
        b().writeTo(folder.resolve("b.safetensors"));
        Files.writeString(base.resolve("config.json"), "{\"torch_dtype\": \"float32\", \"n\": 1}");
        Files.writeString(base.resolve("tokenizer.json"), "{}");
        Files.writeString(base.resolve("README.md"), "not this one");
        Recipe recipe =
                RECIPE.withModels(name -> name.equals("a") ? "base" : "b.safetensors")
                        .withOutDtype(DType.BF16);
        Path out = folder.resolve("out");
        try (var models = Models.open(folder)) {
            MergeWriter.write(Merger.plan(recipe, models), out, 2);
        }
        assertThat(names(out))
                .containsExactly(
                        "README.md",
                        "config.json",
                        "merganser_recipe.yml",
                        "model.safetensors",
                        "tokenizer.json");
        assertThat(RecipeReader.read(out.resolve("merganser_recipe.yml"))).isEqualTo(recipe);
        assertThat(Files.readString(out.resolve("config.json")))
                .contains("\"torch_dtype\" : \"bfloat16\"")
                .contains("\"n\" : 1");
        try (var merged = Checkpoints.open(out)) {
            assertThat(merged.tensor("x").floats()).containsExactly(7, 3);
        }
    }

    @Test
    void aConfigurationThatIsNoTextIsNamed() throws IOException {
        Path base = folder.resolve("base");
        a().writeTo(base.resolve("model.safetensors"));
        Files.write(base.resolve("config.json"), new byte[] {'{', (byte) 0xff, '}'});
        Recipe recipe = TestRecipes.linear(1).withModels(_ -> "base");
        try (var models = Models.open(folder)) {
            assertThatThrownBy(() -> Merger.plan(recipe, models))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            base.resolve("config.json")
                                    + " must be text in UTF-8, found other bytes.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"out", "deep/out", "out.safetensors"})
    void aPlaceThatCannotBeWrittenIsWrongUse(String name) throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        assumeThat(closed.toFile().setWritable(false) && !Files.isWritable(closed))
                .as("that not even we may write, as root may")
                .isTrue();
        Path out = closed.resolve(name);
        assertThatThrownBy(() -> MergeWriter.write(plan(RECIPE), out, 1))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "%s must be in a folder that can be written, but %s cannot."
                                .formatted(out, closed));
    }

    @Test
    void aPlaceWhereNoFileCanBeMadeIsWrongUse() {
        Path system = Path.of("/proc");
        assumeThat(system).isDirectory();
        assertThatThrownBy(() -> MergeWriter.write(plan(RECIPE), system.resolve("out"), 1))
                .isInstanceOf(WrongUseException.class)
                .hasMessageMatching("/proc/out (cannot be written: |must be in a folder ).*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"out", "out.safetensors"})
    void theBytesDoNotDependOnThreads(String name) throws IOException {
        byte[] alone = bytes(folder.resolve("1" + name), 1);
        assertThat(bytes(folder.resolve("2" + name), 2)).isEqualTo(alone);
        assertThat(bytes(folder.resolve("4" + name), 4)).isEqualTo(alone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"out", "out.safetensors", "out.onnx"})
    void aFailureLeavesNothing(String name) throws IOException {
        var nan = new TestCheckpoint().with("x", 8, Float.NaN).with("y", 2);
        var plan = Merger.plan(RECIPE, Models.of(Map.of("a", a(), "b", nan)));
        Path place = Files.createDirectory(folder.resolve("place"));
        Path graph = writeGraph("g.onnx");
        assertThatThrownBy(
                        () -> {
                            if (name.endsWith("onnx")) {
                                MergeWriter.write(plan, place.resolve(name), graph);
                            } else {
                                MergeWriter.write(plan, place.resolve(name), 2);
                            }
                        })
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Tensor 'x' of 'b' (in-memory) must hold finite numbers, found NaN at element 1.");
        assertThat(names(place)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"out", "out.safetensors", "out.onnx"})
    void whatExistsIsNeverOverwritten(String name) throws IOException {
        Path out = Files.writeString(folder.resolve(name), "mine");
        Path graph = writeGraph("g.onnx");
        assertThatThrownBy(
                        () -> {
                            if (name.endsWith("onnx")) {
                                MergeWriter.write(plan(RECIPE), out, graph);
                            } else {
                                MergeWriter.write(plan(RECIPE), out, 1);
                            }
                        })
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "The output must not exist yet, found %s. Maybe remove it or choose another name."
                                .formatted(out));
        assertThat(out).hasContent("mine");
    }

    @Test
    void aFolderIsCutIntoShardsThatItsIndexNames() throws IOException {
        Path out = folder.resolve("out");
        MergeWriter.write(plan(RECIPE), out, MergeOutput.STANDARD.withShardBytes(8));
        assertThat(names(out))
                .containsExactly(
                        "README.md",
                        "merganser_recipe.yml",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        "model.safetensors.index.json");
        assertThat(Files.readString(out.resolve("model.safetensors.index.json")))
                .isEqualTo(
                        "{\"metadata\":{\"total_size\":12},\"weight_map\":{"
                                + "\"x\":\"model-00001-of-00002.safetensors\","
                                + "\"y\":\"model-00002-of-00002.safetensors\"}}");
        try (var merged = Checkpoints.open(out)) {
            assertThat(merged.tensor("x").floats()).containsExactly(7, 3);
            assertThat(merged.tensor("y").floats()).containsExactly(1);
        }
    }

    @Test
    void progressIsToldOfEachTensorUpToTheTotal() {
        Set<String> told = ConcurrentHashMap.newKeySet();
        MergeWriter.write(
                plan(RECIPE),
                folder.resolve("out"),
                MergeOutput.STANDARD
                        .withThreads(2)
                        .withProgress((n, all) -> told.add(n + "/" + all)));
        assertThat(told).hasSize(2).contains("12/12");
    }

    @Test
    void theInitializersOfAGraphAreReplacedAndOtherConstantsStay() {
        Path graph = writeGraph("g.onnx");
        Path out = folder.resolve("merged.onnx");
        MergeWriter.write(plan(RECIPE.withOutDtype(DType.BF16)), out, graph);
        Graph merged = GraphReader.read(out);
        assertThat(merged.initializers())
                .extracting(Initializer::name)
                .containsExactly("x", "epsilon", "y");
        assertThat(merged.initializers().get(0).tensor().floats()).containsExactly(7, 3);
        assertThat(merged.initializers().get(0).tensor().dtype()).isEqualTo(DType.F32);
        assertThat(merged.initializers().get(1).tensor().floats()).containsExactly(0.5f);
        assertThat(merged.metadata()).containsKey(MergeWriter.RECIPE_KEY);
    }

    @Test
    void anonymousMatricesAreMergedAsOutByInAndPutBackTheOtherWay() {
        Path file = folder.resolve("exported.onnx");
        GraphWriter.write(exported(1, 2, 3, 4, 5, 6), file);
        Path other = folder.resolve("other.onnx");
        GraphWriter.write(exported(3, 4, 5, 6, 7, 0.125f), other);
        Recipe half =
                RecipeReader.parse(
                        """
                merge_method: linear
                models:
                  - {model: %s, parameters: {weight: 0.5}}
                  - {model: %s, parameters: {weight: 0.5}}
                dtype: float32
                """
                                .formatted(file, other),
                        "here");
        Path out = folder.resolve("merged.onnx");
        try (Models models = Models.open(folder)) {
            MergePlan plan = Merger.plan(half, models);
            assertThat(plan.tensors())
                    .containsExactly(
                            new TensorInfo("layer.0.dense.weight", DType.F32, Shape.of(3, 2)));
            MergeWriter.write(plan, out, file);
        }
        assertThat(GraphReader.read(out).initializers())
                .isEqualTo(exported(2, 3, 4, 5, 6, 3.0625f).initializers());
    }

    private static Graph exported(float... values) {
        var b = GraphBuilder.named("g");
        b.input("x", DType.F32, Dim.of("batch"), Dim.of(2));
        b.initializer("onnx::MatMul_7", Shape.of(2, 3), values);
        b.node("/layer.0/dense/MatMul", "MatMul", List.of("x", "onnx::MatMul_7"));
        return b.build();
    }

    @Test
    void aGraphsBytesDoNotDependOnThreads() throws IOException {
        var output = MergeOutput.STANDARD.withGraph(writeGraph("g.onnx"));
        MergeWriter.write(plan(RECIPE), folder.resolve("1.onnx"), output);
        MergeWriter.write(plan(RECIPE), folder.resolve("2.onnx"), output.withThreads(2));
        assertThat(folder.resolve("2.onnx")).hasSameBinaryContentAs(folder.resolve("1.onnx"));
        assertThat(names(folder)).containsExactly("1.onnx", "2.onnx", "g.onnx");
    }

    @Test
    void aGraphOfANarrowerTypeKeepsFiniteValuesFinite() {
        var constants =
                new TestCheckpoint()
                        .with("x", DType.F16, Shape.of(2), 0, 0)
                        .with("y", DType.F16, Shape.of(1), 0);
        Path graph = folder.resolve("half.onnx");
        GraphWriter.write(graph(constants), graph);
        var big = new TestCheckpoint().with("x", 1e30f, -1e30f).with("y", 2);
        Path out = folder.resolve("merged.onnx");
        MergeWriter.write(Merger.plan(RECIPE, Models.of(Map.of("a", a(), "b", big))), out, graph);
        assertThat(GraphReader.read(out).initializers().getFirst().tensor().floats())
                .containsExactly(65504, -65504);
    }

    @Test
    void anOnnxOutputNeedsAGraphThatHasAllTensors() {
        Path out = folder.resolve("merged.onnx");
        assertThatThrownBy(() -> MergeWriter.write(plan(RECIPE), out, 1))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        out
                                + " needs an inference graph to put the weights into, but in-memory is"
                                + " none. Maybe give --graph G.onnx.");
        Path graph = folder.resolve("g.onnx");
        var matrix = new TestCheckpoint().with("z", DType.F32, Shape.of(1, 2), 0, 0);
        GraphWriter.write(graph(matrix.with("x", 0, 0)), graph);
        assertThatThrownBy(() -> MergeWriter.write(plan(RECIPE), out, graph))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Graph %s must have an initializer for each merged tensor, but has none for 'y', and no tensor is for its 'z'. Maybe 'inspect GRAPH --checkpoint MODEL' shows what matches."
                                .formatted(graph));
    }

    @Test
    void tensorsThatAGraphDoesNotUseAreLeftOutWithAWord() {
        Path out = folder.resolve("merged.onnx");
        Path graph = folder.resolve("g.onnx");
        GraphWriter.write(graph(new TestCheckpoint().with("x", 0, 0)), graph);
        MergeWriter.write(plan(RECIPE), out, graph);
        assertThat(GraphReader.read(out).initializers())
                .extracting(Initializer::name)
                .containsExactly("x");
        assertThat(
                        OutputPlace.leftOutOfGraph(
                                plan(RECIPE), out, MergeOutput.STANDARD.withGraph(graph)))
                .hasValueSatisfying(
                        finding ->
                                assertThat(finding.message())
                                        .isEqualTo(
                                                "1 merged tensors are left out, since the graph does not use them; the first is 'y'."));
    }

    @Test
    void aCheckpointOfOtherNamesGoesIntoTheGraphThatWasExportedFromIt() {
        Path graph = folder.resolve("exported.onnx");
        GraphWriter.write(exported(1, 2, 3, 4, 5, 6), graph);
        var checkpoint =
                new TestCheckpoint()
                        .with(
                                "bert.layer.0.dense.weight",
                                DType.F16,
                                Shape.of(3, 2),
                                7,
                                10,
                                8,
                                11,
                                9,
                                12);
        Path out = folder.resolve("merged.onnx");
        MergeWriter.write(
                Merger.plan(RECIPE, Models.of(Map.of("a", checkpoint, "b", checkpoint))),
                out,
                graph);
        assertThat(GraphReader.read(out).initializers())
                .isEqualTo(exported(7, 8, 9, 10, 11, 12).initializers());
    }

    @Test
    void formatsThatAreNotWrittenAreRefused() {
        Path out = folder.resolve("pytorch_model.bin");
        assertThatThrownBy(() -> MergeWriter.write(plan(RECIPE), out, 1))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "The output must end in .safetensors or .onnx or be a folder, found %s."
                                .formatted(out));
    }

    private Path writeGraph(String name) {
        Path file = folder.resolve(name);
        GraphWriter.write(
                graph(new TestCheckpoint().with("x", 0, 0).with("epsilon", 0.5f).with("y", 0)),
                file);
        return file;
    }

    private static Graph graph(TestCheckpoint constants) {
        return new Graph(
                "g",
                8,
                Map.of("", 17L),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                constants.tensors().stream()
                        .map(info -> new Initializer(constants.tensor(info.name())))
                        .toList(),
                Map.of(),
                Producer.UNKNOWN);
    }

    private static byte[] bytes(Path out, int threads) throws IOException {
        var big = new TestCheckpoint();
        var other = new TestCheckpoint();
        for (int i = 0; i < 9; i++) {
            big.with("w" + i, new float[4098 * i]).withLongs("n" + i, i);
            other.with("w" + i, TestCheckpoint.random(i, 4098 * i)).withLongs("n" + i, i);
        }
        MergeWriter.write(
                Merger.plan(RECIPE, Models.of(Map.of("a", big, "b", other))), out, threads);
        return Files.readAllBytes(Files.isDirectory(out) ? out.resolve("model.safetensors") : out);
    }

    private static MergePlan plan(Recipe recipe) {
        return Merger.plan(recipe, Models.of(Map.of("a", a(), "b", b())));
    }

    private static TestCheckpoint a() {
        return new TestCheckpoint().with("x", 4, 0).with("y", -2);
    }

    private static TestCheckpoint b() {
        return new TestCheckpoint().with("x", 8, 4).with("y", 2);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }
}
