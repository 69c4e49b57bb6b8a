package dev.merganser.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.MergeWriter;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Merges small enough to follow by hand, from YAML and files to a file. */
class HandWorkedMergeTest {

    @TempDir private Path folder;
    private int merges;

    @BeforeEach
    void writeModels() {
        new TestCheckpoint()
                .with("w", 0, 0, 0, 0, 0, 0)
                .writeTo(folder.resolve("base.safetensors"));
        new TestCheckpoint()
                .with("w", 3, -1, 0, 2, -5, 0.5f)
                .writeTo(folder.resolve("a.safetensors"));
        new TestCheckpoint().with("w", -1, -2, 4, 2, 5, 0).writeTo(folder.resolve("c.safetensors"));
    }

    /** The values that mergekit gives for these vectors. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ties            | 1  | 1  | density: 1                      | 3 -1.5 4 2 5 0.5",
                "ties            | 1  | 1  | 'density: 1, normalize: false'  | 3 -3 4 4 5 0.5",
                "ties            | 1  | 1  | density: 0.5                    | 3 -2 4 2 5 0",
                "task_arithmetic | .6 | .4 | normalize: false                | 1.4 -1.4 1.6 2 -1 0.3",
                "task_arithmetic | 1  | 1  | lambda: 0.5                     | 1 -1.5 2 2 0 0.25",
                "linear          | 1  | 3  | normalize: true                 | 0 -1.75 3 2 2.5 0.125",
            })
    void aMergeOfTwoVectors(String method, double a, double c, String parameters, String expected)
            throws Exception {
        float[] values = new float[6];
        String[] words = expected.split(" ", -1);
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(words[i]);
        }
        assertThat(
                        merged(
                                """
                                merge_method: %s
                                base_model: base.safetensors
                                models:
                                  - {model: a.safetensors, parameters: {weight: %s}}
                                  - {model: c.safetensors, parameters: {weight: %s}}
                                parameters: {%s}
                                """
                                        .formatted(method, a, c, parameters)))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(values);
    }

    @Test
    void aBaseThatIsListedUnderModelsIsNotMerged() throws Exception {
        String recipe =
                """
                merge_method: ties
                base_model: base.safetensors
                models:
                %s  - {model: a.safetensors, parameters: {weight: 1}}
                  - {model: c.safetensors, parameters: {weight: 1}}
                """;
        assertThat(merged(recipe.formatted("  - model: base.safetensors\n")))
                .containsExactly(merged(recipe.formatted("")));
    }

    @Test
    void aMaskIsThatOfTheRecipesSeed() throws Exception {
        String recipe =
                """
                merge_method: dare_linear
                base_model: base.safetensors
                models:
                  - {model: a.safetensors, parameters: {weight: 1, density: 0.5}}
                %s
                """;
        assertThat(merged(recipe.formatted("merganser: {seed: 0}")))
                .containsExactly(merged(recipe.formatted("")));
        Set<String> drawn = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            String seeded = recipe.formatted("merganser: {seed: " + seed + "}");
            drawn.add(Arrays.toString(merged(seeded)));
        }
        assertThat(drawn).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @MethodSource("methodsAndTypes")
    void equalModelsGiveTheirOwnBytesByEveryMethodAndInEveryType(
            MethodDescriptor method, DType type) {
        float[] odd = {0.1f, -0.0f, 1e-7f, -3.14159f, 60000, 0, 1, 2};
        var model =
                new TestCheckpoint()
                        .with("layers.0.w", type, Shape.of(2, 4), odd)
                        .with("layers.1.w", type, Shape.of(2, 4), odd);
        Map<String, TestCheckpoint> models = Map.of("base", model, "a", model, "b", model);
        var plan = Merger.plan(recipe(method), Models.of(Map.copyOf(models)));
        byte[] bytes = new byte[(int) plan.info("layers.0.w").orElseThrow().bytes()];
        plan.writeTensor("layers.0.w", MemorySegment.ofArray(bytes));
        assertThat(bytes)
                .isEqualTo(model.tensor("layers.0.w").data().toArray(ValueLayout.JAVA_BYTE));
    }

    private static List<Arguments> methodsAndTypes() {
        List<Arguments> cases = new ArrayList<>();
        for (var method : MergeMethods.all()) {
            if (method.descriptor().parameters().stream()
                    .anyMatch(spec -> spec.kind() == ParameterSpec.Kind.FILE)) {
                continue; // StatisticsFilesTest
            }
            for (DType type : List.of(DType.F32, DType.F16, DType.BF16, DType.F64)) {
                cases.add(Arguments.of(method.descriptor(), type));
            }
        }
        return cases;
    }

    /** At default parameters, with weights that sum to 1 where the method wants weights. */
    private static Recipe recipe(MethodDescriptor method) {
        int models = Math.min(2, method.maxModels());
        var parameters = Parameters.NONE;
        for (ParameterSpec spec : method.parameters()) {
            if (spec.required()) {
                boolean share = spec.complaint(Argument.of(1.0 / models)).isEmpty();
                parameters = parameters.with(spec.name(), share ? 1.0 / models : 1);
            }
        }
        var entries = Stream.of("a", "b").limit(models).map(ModelEntry::of).toList();
        var recipe = Recipe.of(method.name(), entries).withParameters(parameters);
        return method.baseUse() == BaseUse.NONE ? recipe : recipe.withBaseModel("base");
    }

    private float[] merged(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("recipe.yml"), yaml);
        Path out = folder.resolve("out%d.safetensors".formatted(merges++));
        try (var models = Models.open(folder)) {
            MergeWriter.write(Merger.plan(RecipeReader.read(file), models), out, 2);
        }
        try (var merged = Checkpoints.open(out)) {
            return merged.tensor("w").floats();
        }
    }
}
