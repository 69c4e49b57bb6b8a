package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.task.ModelRoom;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/** Merged models on the disk: gone afterwards, and no more of them than there is room for. */
class MergedFoldersTest {

    private static final Path BASE =
            Stream.of("..", ".")
                    .map(folder -> Path.of(folder, "examples/vision/base.safetensors"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();

    @TempDir private Path scratch;
    private Models models;
    private MergePlan plan;
    private long bytes;

    @BeforeEach
    void planMerge() {
        models = Models.open(Map.of("base", BASE));
        plan = Merger.plan(BaselineRecipes.single("base"), models);
        bytes = plan.tensors().stream().mapToLong(TensorInfo::bytes).sum();
    }

    @AfterEach
    void closeModels() {
        models.close();
    }

    private MergedFolders room(long forBytes) {
        return new MergedFolders(new ModelRoom(scratch, forBytes));
    }

    private List<Path> left() {
        try (Stream<Path> files = Files.list(scratch)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean has(MergedFolders folders) {
        return folders.with(
                plan,
                () -> true,
                place -> Files.exists(place.model().resolve("model.safetensors")));
    }

    @Test
    void aModelIsThereWhileItIsWorkedWithAndGoneWhateverHappens() {
        MergedFolders folders = room(bytes);
        assertThat(has(folders)).isTrue();
        assertThat(left()).isEmpty();
        assertThatThrownBy(
                        () ->
                                folders.with(
                                        plan,
                                        () -> false,
                                        _ -> {
                                            throw new IllegalStateException("no luck");
                                        }))
                .hasMessage("no luck");
        assertThat(left()).isEmpty();
        assertThat(has(folders)).as("its room is free again").isTrue();
    }

    /** Whoever must wait is told that it is cancelled. */
    @Test
    void whoFindsNoRoomWaits() {
        MergedFolders one = room(2 * bytes - 1);
        assertThatThrownBy(() -> one.with(plan, () -> false, _ -> has(one)))
                .isInstanceOf(CancellationException.class);
        MergedFolders two = room(2 * bytes);
        assertThat(two.<Boolean>with(plan, () -> false, _ -> has(two))).isTrue();
        assertThat(left()).isEmpty();
    }

    @Test
    void whatNeverFitsIsRefused() {
        assertThatThrownBy(() -> has(room(bytes - 1)))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("disk must hold one merged model, ");
    }
}
