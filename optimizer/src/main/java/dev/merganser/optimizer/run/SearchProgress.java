package dev.merganser.optimizer.run;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far a search loop has come.
 *
 * @param evaluations what the budget counts so far, of {@code budget}
 * @param items items that the loop scored in this process, and forward passes of losses
 * @param seconds since the loop began in this process
 * @param secondsLeft an estimate; empty while nothing was scored
 * @param hypervolume of the front
 * @param frontSize members of the front
 * @param best the best value of each objective on the front, by name, in natural units
 * @param losses how the loss fell so far; empty where no coefficients are learned
 */
public record SearchProgress(
        int evaluations,
        int budget,
        long items,
        double seconds,
        OptionalDouble secondsLeft,
        double hypervolume,
        int frontSize,
        Map<String, Double> best,
        Optional<LossProgress> losses) {}
