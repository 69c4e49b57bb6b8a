package dev.merganser.optimizer.algorithm;

import java.util.Collections;
import java.util.List;

/**
 * The costs that a search is told, and what each counts where they are summed.
 *
 * @param objectives number of costs, at least 1
 * @param weights of the costs in the weighted sum that CMA-ES minimizes, one an objective
 * @param ranges what a cost is divided by before it is weighted, one an objective, positive
 */
public record CostTerms(int objectives, List<Double> weights, List<Double> ranges) {

    public CostTerms {
        SettingsChecks.atLeastOne("objectives", objectives);
        weights = List.copyOf(weights);
        ranges = List.copyOf(ranges);
        if (weights.size() != objectives || ranges.size() != objectives) {
            throw new IllegalArgumentException(
                    "weights and ranges must have one value an objective (%d), found %d and %d"
                            .formatted(objectives, weights.size(), ranges.size()));
        }
        if (!weights.stream().allMatch(w -> w >= 0 && w <= Double.MAX_VALUE)
                || !weights.stream().anyMatch(w -> w > 0)) {
            throw new IllegalArgumentException(
                    "weights must be finite and at least 0, and one above 0, found " + weights);
        }
        if (!ranges.stream().allMatch(r -> r > 0 && r <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "ranges must be finite and above 0, found " + ranges);
        }
    }

    /** So many costs that count as they are. */
    static CostTerms equal(int objectives) {
        List<Double> ones = Collections.nCopies(Math.max(objectives, 0), 1.0);
        return new CostTerms(objectives, ones, ones);
    }
}
