package dev.merganser.recipes.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.parallel.Team;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

class MemoryRoomTest {
    private static final long MEBIBYTE = (1 << 20) / Double.BYTES;

    /** Three of 9 MB fit into 32 MB, the other tasks wait. */
    @Test
    void noMoreWorksAtOnceThanFit() {
        var room = new MemoryRoom(32 << 20);
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        Team.run(
                8,
                workers ->
                        workers.forEach(
                                200, _ -> room.with(9 * MEBIBYTE, () -> counted(now, most))));
        assertThat(most.get()).isBetween(1, 3);
    }

    private static int counted(AtomicInteger now, AtomicInteger most) {
        now.incrementAndGet();
        for (int i = 0; i < 10_000; i++) {
            most.accumulateAndGet(now.get(), Math::max);
            Thread.onSpinWait();
        }
        return now.decrementAndGet();
    }

    @Test
    void whatNeedsMoreThanThereIsRunsAlone() {
        var room = new MemoryRoom(4 << 20);
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        Team.run(
                4,
                workers ->
                        workers.forEach(
                                50,
                                i ->
                                        room.with(
                                                i % 2 == 0 ? Long.MAX_VALUE / 8 : MEBIBYTE,
                                                () ->
                                                        counted(
                                                                now,
                                                                i % 2 == 0
                                                                        ? most
                                                                        : new AtomicInteger()))));
        assertThat(most.get()).isEqualTo(1);
        assertThat(room.<String>with(0, () -> "still works")).isEqualTo("still works");
    }
}
