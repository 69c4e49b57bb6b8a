package dev.merganser.recipes.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.lora.TestAdapter;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.reference.HubCache;
import dev.merganser.recipes.reference.TestHub;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class ModelsTest {

    @TempDir private Path folder;

    @Test
    void pathsAreTakenFromTheWorkingDirectoryAndOpenedOnce() {
        Path file = new TestCheckpoint().with("w", 1).writeTo(folder.resolve("m/a.safetensors"));
        try (var models = Models.open(folder)) {
            var checkpoint = models.checkpoint("m/a.safetensors");
            assertThat(checkpoint.tensors()).hasSize(1);
            assertThat(models.checkpoint("./m/../m/a.safetensors")).isSameAs(checkpoint);
            assertThat(models.checkpoint(file.toString())).isSameAs(checkpoint);
            assertThat(models.isSame("m/a.safetensors", file.toString())).isTrue();
        }
    }

    @Test
    void aMissingModelIsNamedWithItsPath() {
        try (var models = Models.open(folder)) {
            assertThatThrownBy(() -> models.checkpoint("./m/a"))
                    .isInstanceOf(WrongUseException.class)
                    .hasMessage(
                            "Model './m/a' must be a file or a folder, but there is nothing at "
                                    + folder.resolve("m/a")
                                    + ". Maybe the working directory is another one.");
            assertThatThrownBy(() -> models.checkpoint("m\0"))
                    .isInstanceOf(WrongUseException.class)
                    .hasMessageStartingWith("Model 'm\\u0000' must be a path, but");
        }
    }

    @Test
    void aliasesStandForPathsAndNothingElseIsKnown() {
        Path file = new TestCheckpoint().with("w", 1).writeTo(folder.resolve("a.safetensors"));
        try (var models = Models.open(Map.of("digits", file, "fashion", file))) {
            assertThat(models.checkpoint("digits").path()).isEqualTo(file);
            assertThatThrownBy(() -> models.checkpoint("digit"))
                    .isInstanceOf(WrongUseException.class)
                    .hasMessage(
                            "There is no model 'digit'. Did you mean 'digits'? Known: digits, fashion.");
        }
    }

    @Test
    void aModelOfTheHubIsReadThroughTheLinksOfItsSnapshot() throws IOException {
        Path hub = folder.resolve("hub");
        Path snapshot = TestHub.model(hub, "org/tiny", "main", "c0ffee");
        TestHub.link(
                new TestCheckpoint().with("w", 5).writeTo(snapshot.resolve("model.safetensors")));
        Path elsewhere = Files.createSymbolicLink(folder.resolve("link"), snapshot);
        try (var models = Models.open(folder, HubCache.in(hub))) {
            assertThat(models.checkpoint("org/tiny").tensor("w").floats()).containsExactly(5);
            assertThat(models.checkpoint("org/tiny@main")).isSameAs(models.checkpoint("org/tiny"));
            assertThat(models.isSame("org/tiny@main", "org/tiny")).isTrue();
            assertThat(models.checkpoint("link").tensor("w").floats()).containsExactly(5);
            assertThat(models.paths("org/tiny")).containsExactly(snapshot);
            assertThat(models.paths("link")).containsExactly(elsewhere);
        }
        Files.delete(hub.resolve("models--org--tiny/blobs/blob-of-model.safetensors"));
        try (var models = Models.open(folder, HubCache.in(hub))) {
            assertThatThrownBy(() -> models.checkpoint("org/tiny"))
                    .isInstanceOf(WrongUseException.class)
                    .hasMessageEndingWith(
                            " Its model.safetensors is a link to nothing. Maybe the download was cut short.");
        }
    }

    @Test
    void aBaseAndTheSameWithAnAdapterAreTwoModelsOverOneMapping() {
        new TestCheckpoint()
                .with("q.weight", DType.BF16, Shape.of(1, 2), 1, 2)
                .with("n", 3)
                .writeTo(folder.resolve("base/model.safetensors"));
        TestAdapter.of("\"r\": 1, \"lora_alpha\": 1")
                .with("q.lora_A.weight", Shape.of(1, 2), 1, 2)
                .with("q.lora_B.weight", Shape.of(1, 1), 0.001f)
                .writeTo(folder.resolve("lora"));
        Recipe recipe =
                Recipe.of("linear", List.of(ModelEntry.of("base"), ModelEntry.of("base+lora")))
                        .withParameters(Parameters.NONE.with("weight", 1))
                        .withOutDtype(DType.F32);
        try (var models = Models.open(folder)) {
            var plan = Merger.plan(recipe, models);
            float[] merged = new float[2];
            plan.read("q.weight", MemorySegment.ofArray(merged));
            assertThat(merged).containsExactly(1.0005f, 2.001f);
            var adapted = models.checkpoint("base+lora");
            assertThat(adapted).isSameAs(models.checkpoint("./base+./lora"));
            assertThat(adapted.tensor("n").data().address())
                    .isEqualTo(models.checkpoint("base").tensor("n").data().address());
            assertThat(models.isSame("base+lora", "base")).isFalse();
            assertThat(models.paths("base+lora"))
                    .containsExactly(folder.resolve("base"), folder.resolve("lora"));
        }
    }

    @Test
    void checkpointsThatWereHandedOverAreUsedAsTheyAre() {
        var checkpoint = new TestCheckpoint().with("w", 1);
        try (var models = Models.of(Map.of("a", checkpoint))) {
            assertThat(models.checkpoint("a")).isSameAs(checkpoint);
        }
    }
}
