package dev.merganser.optimizer.run;

import java.util.Map;

/**
 * How far a search loop has come.
 *
 * @param evaluations scored and failed candidates so far, of {@code budget}
 * @param items items scored in this process, over all splits
 * @param seconds since the loop began in this process
 * @param hypervolume of the front
 * @param frontSize members of the front
 * @param best the best value of each objective on the front, by name, in natural units
 */
public record SearchProgress(
        int evaluations,
        int budget,
        long items,
        double seconds,
        double hypervolume,
        int frontSize,
        Map<String, Double> best) {}
