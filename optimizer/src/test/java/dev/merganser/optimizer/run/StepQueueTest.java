package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.results.journal.Event;
import dev.merganser.results.step.StepKind;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class StepQueueTest {

    @Test
    void anAppendThatFailsOnceLosesNothingAndWritesNothingTwice() {
        var queue = new StepQueue();
        List.of(1, 2, 3).forEach(number -> queue.add(step(number)));
        List<Long> written = new ArrayList<>();
        assertThatThrownBy(
                        () ->
                                queue.drainTo(
                                        step -> {
                                            if (step.number() == 2) {
                                                throw new IllegalStateException("disk full");
                                            }
                                            written.add(step.number());
                                        }))
                .hasMessage("disk full");
        queue.drainTo(step -> written.add(step.number()));
        assertThat(written).containsExactly(1L, 2L, 3L);
        assertThat(queue.isEmpty()).isTrue();
    }

    private static Event.Step step(long number) {
        return new Event.Step(
                number,
                StepKind.LOSS,
                0,
                "00000000",
                1,
                Map.of(),
                1,
                Optional.empty(),
                0,
                Instant.EPOCH);
    }
}
