package dev.merganser.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.model.ModelConfig;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.MergeWriter;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Whole checkpoints merged by mergekit, from its recipe to the files that it wrote. */
class GoldenMergeTest {

    private static final double ATOL = 4.77e-7;
    private static final double RTOL = 1e-6;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "linear_f32",
                "slerp_filters_f32",
                "model_stock_f32",
                "ties_f32",
                "ties_gradient_f32",
                "slices_linear_f32",
                "passthrough_slices_f32"
            })
    void float32MergesAreThoseOfMergekit(String name) throws Exception {
        try (Checkpoint merged = merged(name);
                Checkpoint expected = Checkpoints.open(golden().resolve(name + "/expected"))) {
            assertThat(merged.tensors()).hasSameElementsAs(expected.tensors());
            assertThat(layers(merged)).isEqualTo(layers(expected));
            for (TensorInfo info : expected.tensors()) {
                float[] got = merged.tensor(info.name()).floats();
                float[] want = expected.tensor(info.name()).floats();
                for (int i = 0; i < want.length; i++) {
                    assertThat(Math.abs((double) got[i] - want[i]))
                            .as("%s[%d]: %s, expected %s", info.name(), i, got[i], want[i])
                            .isLessThanOrEqualTo(ATOL + RTOL * Math.abs(want[i]));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ta_bf16_via_f32"})
    void bfloat16OutputIsTheFloat32ResultRoundedOnce(String name) throws Exception {
        try (Checkpoint merged = merged(name);
                Checkpoint expected = Checkpoints.open(golden().resolve(name + "/expected"))) {
            assertThat(merged.tensors()).hasSameElementsAs(expected.tensors()).hasSize(39);
            for (TensorInfo info : expected.tensors()) {
                withinOneUlp(merged.tensor(info.name()), expected.tensor(info.name()));
            }
            assertThat(Files.readString(merged.path().resolve("config.json")))
                    .contains("\"bfloat16\"");
        }
    }

    private static OptionalInt layers(Checkpoint checkpoint) {
        return ModelConfig.layers(checkpoint);
    }

    private static void withinOneUlp(Tensor merged, Tensor expected) {
        float[] got = merged.floats();
        float[] want = expected.floats();
        double squares = 0;
        for (float value : want) {
            squares += (double) value * value;
        }
        double rms = Math.sqrt(squares / want.length);
        for (int i = 0; i < want.length; i++) {
            float scale = (float) Math.max(Math.abs(want[i]), rms / 16);
            assertThat(Math.abs(got[i] - want[i]))
                    .as("%s[%d]", expected.name(), i)
                    .isLessThanOrEqualTo(Math.ulp(scale) * 65536);
        }
    }

    private Checkpoint merged(String name) throws URISyntaxException {
        Path out = folder.resolve(name);
        try (Models models = Models.open(golden())) {
            var recipe = RecipeReader.read(golden().resolve(name + "/config.yml"));
            MergeWriter.write(Merger.plan(recipe, models), out, 2);
        }
        return Checkpoints.open(out);
    }

    private static Path golden() throws URISyntaxException {
        return Path.of(GoldenMergeTest.class.getResource("/golden/e2e").toURI());
    }
}
