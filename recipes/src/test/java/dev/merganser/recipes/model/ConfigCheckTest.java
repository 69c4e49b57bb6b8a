package dev.merganser.recipes.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.check.CheckSettings;
import dev.merganser.recipes.check.RecipeChecker;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.file.SmallFile;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tokenizer.ModelFolder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;

/** Two models of two layers, the first of them with configurations that are damaged. */
class ConfigCheckTest {

    private static final String BLEND =
            """
            merge_method: linear
            models: [{model: a, parameters: {weight: 1}}, {model: b, parameters: {weight: 1}}]
            """;
    private static final String STACK =
            """
            merge_method: passthrough
            slices:
            - sources: [{model: a, layer_range: [0, 2]}]
            - sources: [{model: b, layer_range: [1, 2]}]
            """;

    @TempDir private Path folder;

    @BeforeEach
    void writeModels() {
        for (String name : List.of("a", "b")) {
            ModelFolder.empty(folder.resolve(name))
                    .file("config.json", "{\"num_hidden_layers\": 2}")
                    .tensor("model.layers.0.w", Shape.of(1), 1)
                    .tensor("model.layers.1.w", Shape.of(1), 1)
                    .write();
        }
    }

    private void write(String name, String text) {
        ModelFolder.empty(folder.resolve("a")).file(name, text);
    }

    private <T> T with(String recipe, BiFunction<Recipe, Models, T> body) {
        try (Models models = Models.open(folder)) {
            return body.apply(RecipeReader.parse(recipe, "recipe.yml"), models);
        }
    }

    private List<Finding> ofMerge(String recipe) {
        return with(recipe, (parsed, models) -> Merger.plan(parsed, models).findings());
    }

    private List<Finding> ofCheck(String recipe) {
        return with(
                recipe,
                (parsed, models) ->
                        RecipeChecker.check(parsed, models, CheckSettings.standard()).findings());
    }

    @Test
    void wholeConfigurationsAreNotSpokenOf() {
        assertThat(ofMerge(BLEND)).isEmpty();
        assertThat(ofMerge(STACK)).isEmpty();
        assertThat(ofCheck(BLEND)).isEmpty();
    }

    @Test
    void damagedOnesAreWarnedOfInMergeAndInCheck() {
        write("config.json", "{\"num_hidden_layers\": 2");
        write("tokenizer_config.json", "[]");
        List<Finding> found = ofMerge(BLEND);
        assertThat(found).extracting(Finding::kind).containsOnly(Finding.Kind.WARNING);
        assertThat(found)
                .extracting(Finding::message)
                .satisfiesExactly(
                        config ->
                                assertThat(config)
                                        .startsWith(
                                                folder.resolve("a/config.json")
                                                        + " must be a JSON object: Unexpected end-of-input")
                                        .endsWith(". What it says is not used."),
                        tokenizer ->
                                assertThat(tokenizer)
                                        .isEqualTo(
                                                folder.resolve("a/tokenizer_config.json")
                                                        + " must be a JSON object: found something else. What it says is not used."));
        assertThat(ofCheck(BLEND)).isEqualTo(found);
    }

    @Test
    void checkLooksAtThoseOfTheOtherModelsToo() {
        ModelFolder.empty(folder.resolve("b")).file("config.json", "");
        assertThat(ofMerge(BLEND)).isEmpty();
        assertThat(ofCheck(BLEND))
                .singleElement()
                .satisfies(found -> assertThat(found.kind()).isEqualTo(Finding.Kind.WARNING))
                .satisfies(found -> assertThat(found.message()).contains("b/config.json must be"));
    }

    @Test
    void aNumberOfLayersThatCannotBeChangedIsAnError() {
        write("config.json", "oops");
        assertThatThrownBy(() -> ofMerge(STACK))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(folder.resolve("a/config.json") + " must be a JSON object")
                .hasMessageEndingWith("number of layers has to be put into it.");
    }

    @Test
    void absurdSizesAreRefused() throws IOException {
        Path config = folder.resolve("a/config.json");
        try (var file = new RandomAccessFile(config.toFile(), "rw")) {
            file.setLength(SmallFile.LARGEST + 1);
        }
        assertThatThrownBy(() -> ofMerge(BLEND))
                .isInstanceOf(BadDataException.class)
                .hasMessage(config + " must have at most 67108864 bytes, found 67108865.");
    }
}
