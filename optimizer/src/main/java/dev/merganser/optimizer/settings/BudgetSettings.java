package dev.merganser.optimizer.settings;

import java.time.Duration;
import java.util.Optional;

/**
 * When a search ends.
 *
 * @param evaluations scored and failed candidates in all; at least 1
 * @param time wall-clock limit; a run with one is exempt from equal journals
 */
public record BudgetSettings(int evaluations, Optional<Duration> time) {

    public BudgetSettings {
        if (evaluations < 1) {
            throw new IllegalArgumentException(
                    "evaluations must be at least 1, found " + evaluations);
        }
    }
}
