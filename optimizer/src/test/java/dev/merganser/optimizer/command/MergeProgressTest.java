package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MergeProgressTest {

    @Test
    void theLineSaysHowFarAndHowLong() {
        assertThat(MergeProgress.line(650_000_000, 2_600_000_000L, 5))
                .isEqualTo("25 %  650 MB of 2.60 GB  15 s left");
    }
}
