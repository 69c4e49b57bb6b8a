package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.RuntimeSettings;
import dev.merganser.evaluators.loss.LossSettings;
import dev.merganser.optimizer.coefficient.CoefficientMethod;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

class LossRoomTest {

    private static final Path VISION =
            Stream.of("..", ".")
                    .map(folder -> Path.of(folder, "examples/vision"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();

    /** Learned, base, two vectors, two teachers: six sets. */
    private static final LossRoom ROOM = new LossRoom(2, 2, 133_000_000, 0);

    @TempDir private Path temp;

    @Test
    void scoringHasWhatLearningLeaves() {
        RuntimeSettings runtime = RuntimeSettings.defaults().withMemoryBytes(1_000_000_000);
        assertThat(ROOM.beside(runtime))
                .isEqualTo(runtime.withMemoryBytes(1_000_000_000 - 6 * 133_000_000));
    }

    @Test
    void memoryMustHoldAllSetsAndOneToScoreWith() {
        RuntimeSettings runtime = RuntimeSettings.defaults();
        assertThat(ROOM.beside(runtime.withMemoryBytes(931_000_000)).memoryBytes())
                .isEqualTo(133_000_000);
        assertThatThrownBy(() -> ROOM.beside(runtime.withMemoryBytes(930_999_999)))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "runtime.memory must hold 7 sets of weights of 133 MB each to learn them (one to score with, the learned one, the base and 2 vectors, 2 teachers), but is 931 MB.");
    }

    @Test
    void drawnPartsTakeAByteAnElementBesides() {
        var drawn = new LossRoom(2, 2, 133_000_000, 33_250_000);
        RuntimeSettings runtime = RuntimeSettings.defaults();
        assertThat(drawn.beside(runtime.withMemoryBytes(964_250_000)).memoryBytes())
                .isEqualTo(133_000_000);
        assertThatThrownBy(() -> drawn.beside(runtime.withMemoryBytes(964_249_999)))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining(
                        "7 sets of weights of 133 MB each and 33.3 MB of drawn parts to learn them (");
    }

    /** The bundled models have 98,064 weights. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {kind: parameter, method: task_arithmetic, weight: [0, 1]} | 0
                    {kind: parameter, method: task_arithmetic_parts, weight: [0, 1], parts: {chunks: 4}} | 0
                    {kind: parameter, method: task_arithmetic_parts, weight: [0, 1], parts: {random: 1}} | 0
                    {kind: parameter, method: task_arithmetic_parts, weight: [0, 1], parts: {random: 4}} | 98064
                    """)
    void aSearchNeedsRoomForItsModelsItsTeachersAndItsDrawnParts(String space, long drawnBytes) {
        assertThat(room(space)).isEqualTo(new LossRoom(3, 1, 98064 * 4, drawnBytes));
    }

    /** Three experts, each of which is a teacher of its task, but only one task is descended. */
    private LossRoom room(String space) {
        String yaml =
                """
                models:
                  base: base.safetensors
                  experts:
                    digits: experts/digits.safetensors
                    fashion: experts/fashion.safetensors
                    doodles: experts/doodles.safetensors
                graph: graph.onnx
                tasks: {digits: tasks/digits.yml, fashion: tasks/fashion.yml, doodles: tasks/doodles.yml}
                objectives: [{task: digits, metric: nll}]
                measures: [{task: fashion, metric: nll}]
                space: %s
                search: {algorithm: expert_merging, seed: 1}
                """
                        .formatted(space);
        try (Checkpoint base = Checkpoints.open(VISION.resolve("base.safetensors"))) {
            Path file = Files.writeString(temp.resolve("search.yml"), yaml);
            return LossRoom.of(SearchFile.read(file, VISION, "search"), base).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onlyExpertsWhoseTasksAreDescendedTeach() {
        LossSettings losses = CoefficientMethod.EXPERT_MERGING.defaults(7).losses();
        LossSettings taught = losses.withTeachers(Map.of("left", "a", "right", "b", "middle", "a"));
        assertThat(LossRoom.teachers(taught, Set.of("left", "right", "middle"))).isEqualTo(2);
        assertThat(LossRoom.teachers(taught, Set.of("left", "middle"))).isEqualTo(1);
        assertThat(LossRoom.teachers(taught, Set.of("other"))).isZero();
    }
}
