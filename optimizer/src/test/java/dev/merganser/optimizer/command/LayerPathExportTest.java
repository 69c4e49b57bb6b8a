package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Layer paths over the bundled models, written as graphs and as ordinary checkpoints. */
class LayerPathExportTest {

    /** Of mean negative log-likelihoods near 1. */
    private static final Offset<Double> CLOSE = Offset.offset(1e-4);

    private static final List<String> LAYERS =
            List.of(
                    "mixed 0",
                    "digits 1 0.7",
                    "mixed 2",
                    "mixed 2 1.25",
                    "digits 3",
                    "mixed 4 0.9");

    @TempDir private Path folder = Path.of("");

    @Test
    void aGraphOfTheBasesOwnLayersScoresAsTheBase() {
        List<String> own = IntStream.range(0, 5).mapToObj(layer -> "base " + layer).toList();
        Path recipe = recipe("branches", "", own, false);
        Path graph = merged(recipe, "own.onnx");

        assertThat(nll(graph)).isEqualTo(nll(Bundled.base(), Bundled.graph()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"branches", "input"})
    void aGraphWithScalesScoresAsItsRecipe(String scaling) {
        Path recipe = recipe(scaling, "", LAYERS, true);

        assertThat(nll(merged(recipe, "path.onnx"))).isCloseTo(nll(recipe, Bundled.graph()), CLOSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"branches", "input"})
    void aCheckpointThatCarriesTheScalesScoresAsItsRecipe(String scaling) {
        Path recipe = recipe(scaling, "out_dtype: float32\n", LAYERS, true);
        Path folded = merged(recipe, "folded.safetensors");
        List<String> plain =
                LAYERS.stream().map(words -> words.replaceAll(" \\d\\.\\d+$", "")).toList();
        Path graph = merged(recipe("branches", "", plain, true), "plain.onnx");

        double asked = nll(recipe, Bundled.graph());
        assertThat(nll(folded, graph)).isCloseTo(asked, CLOSE);
        assertThat(nll(graph)).isNotCloseTo(asked, Offset.offset(0.01));
    }

    @Test
    void scalesThatCannotBeFoldedAreRefusedWithTheReason() {
        Path recipe = recipe("input", "", List.of("base 0 -0.5", "base 1"), false);

        assertThat(refused(recipe, "x", "--graph", Bundled.graph()))
                .contains("scales of inputs must be positive", "-0.5", ".onnx");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void aMissingGraphIsAskedForWithTheReason() {
        Path scaled = recipe("branches", "", List.of("base 0 0.5", "base 1"), false);
        assertThat(refused(scaled, "x"))
                .endsWith(
                        "--graph must name the inference graph (an .onnx file) of %s, to fold the scales of the layer path into weights (without scales none is needed), found none."
                                .formatted(Bundled.base()));
        assertThat(refused(scaled, "x.onnx")).contains("--graph");
        Path plain = recipe("branches", "", List.of("base 0", "base 1"), false);
        Program merge = Program.run("merge", plain, folder.resolve("plain"));
        assertThat(merge.code()).as(merge.err()).isZero();
    }

    @Test
    void aCheckSaysWhatAMergeWouldSay() {
        Path recipe = recipe("input", "", List.of("base 0 -0.5", "base 1"), false);
        Program check =
                Program.run(
                        "check", recipe, "--out", folder.resolve("x"), "--graph", Bundled.graph());

        assertThat(check.code()).isEqualTo(2);
        assertThat(check.out()).contains("scales of inputs must be positive");
        assertThat(
                        Program.run(
                                        "check",
                                        recipe,
                                        "--out",
                                        folder.resolve("x.onnx"),
                                        "--graph",
                                        Bundled.graph())
                                .code())
                .isZero();
    }

    private String refused(Path recipe, String out, Object... more) {
        var words = new ArrayList<Object>(List.of("merge", recipe, folder.resolve(out)));
        words.addAll(List.of(more));
        Program program = Program.run(words.toArray());
        assertThat(program.code()).isEqualTo(2);
        return program.complaint();
    }

    private Path merged(Path recipe, String out) {
        Path file = folder.resolve(out);
        Program program = Program.run("merge", recipe, file, "--graph", Bundled.graph());
        assertThat(program.code()).as(program.err()).isZero();
        return file;
    }

    private double nll(Path model, Path graph) {
        return nll(Program.run(evaluate(model, "--graph", graph)));
    }

    private double nll(Path model) {
        return nll(Program.run(evaluate(model)));
    }

    private static Object[] evaluate(Path model, Object... more) {
        var words =
                new ArrayList<Object>(
                        List.of(
                                "evaluate",
                                model,
                                "--task",
                                Bundled.FAMILY.resolve("tasks/digits.yml"),
                                "--json"));
        words.addAll(List.of(more));
        return words.toArray();
    }

    private static double nll(Program program) {
        assertThat(program.code()).as(program.err()).isZero();
        return new ObjectMapper()
                .readTree(program.out())
                .at("/values/digits.nll/value")
                .doubleValue();
    }

    /** A recipe of layers, each a model, a number and maybe a scale. */
    private Path recipe(String scaling, String more, List<String> layers, boolean mixed) {
        String merges =
                """
                    stem: mixed
                    head: mixed
                    merges:
                      mixed:
                        merge_method: task_arithmetic
                        base_model: %1$s
                        models:
                          - {model: %2$s, parameters: {weight: 0.5}}
                          - {model: %3$s, parameters: {weight: 0.3}}
                """
                        .formatted(
                                Bundled.base(),
                                Bundled.expert("digits"),
                                Bundled.expert("fashion"));
        String text =
                """
                %smerge_method: layer_path
                base_model: %s
                merganser:
                  layer_path:
                    scale: %s
                %s    layers:
                %s
                """
                        .formatted(
                                more,
                                Bundled.base(),
                                scaling,
                                mixed ? merges : "",
                                layers.stream()
                                        .map(LayerPathExportTest::layer)
                                        .collect(Collectors.joining("\n")));
        try {
            return Files.writeString(Files.createTempFile(folder, "path", ".yml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String layer(String words) {
        String[] parts = words.split(" ");
        String model =
                switch (parts[0]) {
                    case "base" -> Bundled.base().toString();
                    case "digits" -> Bundled.expert("digits").toString();
                    default -> parts[0];
                };
        String scale = parts.length > 2 ? ", scale: " + parts[2] : "";
        return "    - {model: %s, layer: %s%s}".formatted(model, parts[1], scale);
    }
}
