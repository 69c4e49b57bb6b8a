package dev.merganser.recipes.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.check.CheckSettings;
import dev.merganser.recipes.check.RecipeChecker;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.FileHashes;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.MergeOutput;
import dev.merganser.recipes.output.PathGraphs;
import dev.merganser.recipes.plan.LayerFactors;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.StagesReader;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tokenizer.ModelFolder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Layer paths, carried out. */
class WrittenPathTest {

    private static final String SCALED =
            """
            merge_method: layer_path
            base_model: base
            merganser:
              layer_path:
                layers: [{model: base, layer: 1, scale: 0.5}, {model: other, layer: 0}]
                head: other
            """;

    /** Knows that {@code w} carries scales, and makes a graph of as many layers. */
    private static final PathGraphs GRAPHS =
            new PathGraphs() {
                @Override
                public LayerFactors factors(Recipe recipe) {
                    double scale = ((LayerPath) recipe.composition()).layers().getFirst().scale();
                    return new LayerFactors(Map.of(0, Map.of("w", scale)));
                }

                @Override
                public Graph graph(Recipe recipe) {
                    var graph = GraphBuilder.named("path");
                    graph.initializer("embed.weight", Shape.of(2, 1), 0, 0);
                    int layers = ((LayerPath) recipe.composition()).layers().size();
                    for (int i = 0; i < layers; i++) {
                        graph.initializer("layers." + i + ".w", Shape.of(2), 0, 0);
                    }
                    graph.initializer("norm.weight", Shape.of(1), 0);
                    return graph.build();
                }
            };

    @TempDir private Path folder;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void writeModels() {
        model("base", 1, "a", "b");
        model("other", 2, "a", "c");
    }

    private void model(String name, float value, String... tokens) {
        ModelFolder.of(folder.resolve(name), tokens)
                .file(
                        "config.json",
                        """
                        {"num_hidden_layers": 2, "layer_types": ["near", "far"]}
                        """)
                .column("embed.weight", value, value)
                .tensor("layers.0.w", Shape.of(2), value * 10, value)
                .tensor("layers.1.w", Shape.of(2), value * 100, value)
                .tensor("norm.weight", Shape.of(1), value)
                .write();
    }

    @Test
    void aFolderIsAnOrdinaryModel() throws IOException {
        Path out =
                merge(
                        """
                        merge_method: layer_path
                        base_model: base
                        merganser:
                          layer_path:
                            layers:
                            - {model: base, layer: 0}
                            - {model: other, layer: 1}
                            - {model: base, layer: 0}
                            - {model: base, layer: 1}
                        """,
                        "out",
                        MergeOutput.STANDARD);
        try (Checkpoint merged = Checkpoints.open(out)) {
            assertThat(merged.tensors()).hasSize(6);
            assertThat(merged.tensor("layers.1.w").floats()).containsExactly(200, 2);
            assertThat(merged.tensor("layers.2.w").floats()).containsExactly(10, 1);
        }
        assertThat(out.resolve("config.json"))
                .content()
                .containsIgnoringWhitespaces(
                        "\"num_hidden_layers\": 4", "[\"near\", \"far\", \"near\", \"far\"]");
        assertThat(out.resolve("merganser_recipe.yml"))
                .content()
                .contains("merge_method: passthrough", "layer_range: [0, 2]");
        assertThat(out.resolve("README.md"))
                .content()
                .contains(
                        "It has 4 layers, in this order, counted from 0: layer 0 of `base`; layer 1 of `other`; layers 0 to 1 of `base`.");
        assertThat(out.resolve("tokenizer.json"))
                .hasSameTextualContentAs(folder.resolve("base/tokenizer.json"));
    }

    @Test
    void theTokenizerIsThatOfTheStem() throws IOException {
        String recipe =
                """
                merge_method: layer_path
                base_model: base
                merganser: {layer_path: {stem: other, layers: [{model: base, layer: 0}]}}
                """;
        Path out = merge(recipe, "out", MergeOutput.STANDARD);

        assertThat(out.resolve("tokenizer.json"))
                .hasSameTextualContentAs(folder.resolve("other/tokenizer.json"));
        assertThat(out.resolve("merganser_recipe.yml")).content().contains("layer_path:");
        assertThat(out.resolve("README.md")).content().contains("arXiv:2403.13187");
    }

    @Test
    void scalesAreFoldedWhereGraphsTellHow() throws IOException {
        Path graph = folder.resolve("graph.onnx");
        Path out = merge(SCALED, "out", MergeOutput.STANDARD.withPaths(GRAPHS).withGraph(graph));
        try (Checkpoint merged = Checkpoints.open(out)) {
            assertThat(merged.tensor("layers.0.w").floats()).containsExactly(50, .5f);
            assertThat(merged.tensor("layers.1.w").floats()).containsExactly(20, 2);
            assertThat(merged.tensor("norm.weight").floats()).containsExactly(2);
        }
        assertThat(out.resolve("README.md"))
                .content()
                .contains("layer 1 of `base` × 0.5; layer 0 of `other`.", "are folded");
    }

    @Test
    void aFoldedPathIsWrittenInMergekitsWords() throws IOException {
        String fitting =
                SCALED.replace("    head: other\n", "").replace("model: other", "model: base");
        Path out = merge(fitting, "out", MergeOutput.STANDARD.withPaths(GRAPHS));
        assertThat(out.resolve("merganser_recipe.yml"))
                .content()
                .contains("merge_method: passthrough", "filter: layers.1.w", "value: 0.5");
        Path again = folder.resolve("again");
        merge(Files.readString(out.resolve("merganser_recipe.yml")), "again", MergeOutput.STANDARD);
        assertThat(again.resolve("model.safetensors"))
                .hasSameBinaryContentAs(out.resolve("model.safetensors"));
    }

    @Test
    void layersThatOtherSettingsWereTrainedWithAreToldOf() throws IOException {
        Files.writeString(folder.resolve("base/config.json"), "{\"num_attention_heads\": 12}");
        Files.writeString(folder.resolve("other/config.json"), "{\"num_attention_heads\": 6}");
        merge(
                """
                merge_method: layer_path
                base_model: base
                merganser: {layer_path: {layers: [{model: other, layer: 0}]}}
                """,
                "out",
                MergeOutput.STANDARD);
        assertThat(told)
                .containsExactly(
                        "By config.json of 'base', layers of 'other' compute otherwise than they were trained to: num_attention_heads is 6, not 12. An .onnx file keeps what each layer computes.");
    }

    @Test
    void shortTypesAreToldOfWhereWeightsCarryScales() throws IOException {
        merge(SCALED + "out_dtype: bfloat16\n", "out", MergeOutput.STANDARD.withPaths(GRAPHS));
        assertThat(told)
                .containsExactly(
                        "The weights that carry scales are rounded to BF16. 'out_dtype: float32' would keep all their digits.");
    }

    @Test
    void scalesWithoutAGraphAreRefusedInOneLine() {
        assertThatThrownBy(() -> merge(SCALED, "out", MergeOutput.STANDARD))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "r.yml: The scales of a layer_path have no place among plain weights, and to fold them into some the models' graph is needed. Maybe give --graph G.onnx.");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aGraphKeepsTheScalesAndGetsTheWeightsAsTheyAre() throws IOException {
        Path out = merge(SCALED, "out.onnx", MergeOutput.STANDARD.withPaths(GRAPHS));
        Graph graph = GraphReader.read(out);
        assertThat(graph.metadata().get("merganser.recipe")).contains("scale: 0.5");
        assertThat(graph.initializers().stream().map(Initializer::name))
                .containsExactly("embed.weight", "layers.0.w", "layers.1.w", "norm.weight");
        assertThat(graph.initializers().get(1).tensor().floats()).containsExactly(100, 1);
        assertThat(graph.initializers().get(3).tensor().floats()).containsExactly(2);
    }

    @Test
    void anIntermediateMayBeAPath() throws IOException {
        Path out =
                merge(
                        "name: tall\n"
                                + SCALED
                                + """
                                ---
                                merge_method: passthrough
                                models: [{model: tall}]
                                """,
                        "out",
                        MergeOutput.STANDARD.withPaths(GRAPHS));
        try (Checkpoint merged = Checkpoints.open(out)) {
            assertThat(merged.tensor("layers.0.w").floats()).containsExactly(50, .5f);
        }
    }

    @Test
    void aPathMayGoThroughAnIntermediate() throws IOException {
        Path out =
                merge(
                        """
                        name: mean
                        merge_method: linear
                        models: [{model: base}, {model: other}]
                        parameters: {weight: 1}
                        ---
                        merge_method: layer_path
                        base_model: base
                        merganser: {layer_path: {layers: [{model: mean, layer: 1}]}}
                        """,
                        "out",
                        MergeOutput.STANDARD);
        try (Checkpoint merged = Checkpoints.open(out)) {
            assertThat(merged.tensor("layers.0.w").floats()).containsExactly(150, 1.5f);
        }
        assertThat(out.resolve("README.md")).content().contains("layer 1 of `mean-");
    }

    @Test
    void checksSayWhetherScalesCanGoWhereTheyShould() throws IOException {
        CheckSettings plain = CheckSettings.standard();
        assertThat(errors(plain.withOut(folder.resolve("new")))).hasSize(1);
        assertThat(errors(plain.withOut(folder.resolve("new.onnx")))).hasSize(1);
        CheckSettings knowing = plain.withOutput(MergeOutput.STANDARD.withPaths(GRAPHS));
        assertThat(errors(knowing.withOut(folder.resolve("new")))).isEmpty();
        assertThat(errors(knowing.withOut(folder.resolve("new.onnx")))).isEmpty();
        assertThat(errors(plain)).isEmpty();
    }

    @Test
    void aMisspeltMergeIsGuessed() throws IOException {
        String recipe =
                """
                merge_method: layer_path
                base_model: base
                merganser:
                  layer_path:
                    stem: merged
                    merges:
                      merged: {merge_method: linear, models: [{model: base}, {model: other}], parameters: {weight: 1}}
                    layers: [{model: mergd, layer: 0}]
                """;
        assertThatThrownBy(() -> merge(recipe, "out", MergeOutput.STANDARD))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("Did you mean 'merged'?");
    }

    private List<Finding> errors(CheckSettings settings) throws IOException {
        Path file = Files.writeString(folder.resolve("r.yml"), SCALED);
        try (Models models = Models.open(folder)) {
            return RecipeChecker.check(file, models, settings).findings().stream()
                    .filter(Finding::isError)
                    .toList();
        }
    }

    private Path merge(String recipe, String name, MergeOutput output) throws IOException {
        Path out = folder.resolve(name);
        Path file = Files.writeString(folder.resolve("r.yml"), recipe);
        var settings =
                new StagedMerge.Settings(
                        "r.yml",
                        Semantics.SAFE,
                        FileHashes.in(folder.resolve("hashes")),
                        false,
                        folder.resolve("kept"),
                        "1");
        try (Models models = Models.open(folder)) {
            StagedMerge.write(
                    settings,
                    StagesReader.read(file),
                    models,
                    out,
                    output,
                    finding -> told.add(finding.message()));
        }
        return out;
    }
}
