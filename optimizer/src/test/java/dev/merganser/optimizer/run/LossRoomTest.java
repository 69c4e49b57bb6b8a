package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.RuntimeSettings;
import dev.merganser.evaluators.loss.LossSettings;
import dev.merganser.optimizer.coefficient.CoefficientMethod;
import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Set;

class LossRoomTest {

    /** Learned, base, two vectors, two teachers: six sets. */
    private static final LossRoom ROOM = new LossRoom(2, 2, 133_000_000);

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
    void onlyExpertsWhoseTasksAreDescendedTeach() {
        LossSettings losses = CoefficientMethod.EXPERT_MERGING.defaults(7).losses();
        LossSettings taught = losses.withTeachers(Map.of("left", "a", "right", "b", "middle", "a"));
        assertThat(LossRoom.teachers(taught, Set.of("left", "right", "middle"))).isEqualTo(2);
        assertThat(LossRoom.teachers(taught, Set.of("left", "middle"))).isEqualTo(1);
        assertThat(LossRoom.teachers(taught, Set.of("other"))).isZero();
    }
}
