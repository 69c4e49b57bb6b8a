package dev.merganser.recipes.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

class TeamTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void runsEachTaskOnceHoweverLoopsAreNested(int threads) {
        AtomicIntegerArray runs = new AtomicIntegerArray(7 * 50);
        Team.run(
                threads,
                workers ->
                        workers.forEach(
                                7,
                                i -> workers.forEach(50, j -> runs.incrementAndGet(50 * i + j))));
        for (int i = 0; i < runs.length(); i++) {
            assertThat(runs.get(i)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void throwsTheFailureOnWhenNothingRunsAnyMore(int threads) {
        AtomicInteger running = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                Team.run(
                                        threads,
                                        workers ->
                                                workers.forEach(
                                                        1000, i -> failAt(500, i, running))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("task 500");
        assertThat(running).hasValue(0);
    }

    private static void failAt(int bad, int task, AtomicInteger running) {
        running.incrementAndGet();
        try {
            if (task == bad) {
                throw new IllegalStateException("task " + task);
            }
        } finally {
            running.decrementAndGet();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aLoopWithoutTasksIsDone(int threads) {
        Team.run(threads, workers -> workers.forEach(0, _ -> {}));
    }
}
