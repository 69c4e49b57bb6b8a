package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpeedTest {

    @Test
    void whatAJournalHoldsIsTheSpeedAgain() {
        Speed speed = new Speed(20, 36_000, 40_000);
        assertThat(speed.facts()).containsEntry("shareOfBareLoop", 0.9);
        assertThat(Speed.of(speed.facts())).contains(speed);
    }

    @Test
    void aBareLoopThatDidNotRunLeavesNoTrace() {
        Speed speed = new Speed(20, 36_000, 0);
        assertThat(speed.facts()).containsOnlyKeys("candidatesPerSecond", "itemsPerSecond");
        assertThat(Speed.of(speed.facts())).contains(speed);
    }
}
