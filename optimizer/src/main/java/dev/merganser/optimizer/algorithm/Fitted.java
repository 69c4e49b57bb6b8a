package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.surrogate.SurrogateFit;

import java.util.List;

/**
 * Surrogates that an algorithm fitted before a proposal.
 *
 * @param points how many evaluations they were fitted to
 * @param models one an objective
 * @param promises costs that this proposal and those after it are expected to have: none of a point
 *     that is known; fewer than are proposed before the next fit where the rest promise nothing
 */
public record Fitted(int points, List<SurrogateFit.Model> models, List<List<Double>> promises) {
    public Fitted {
        models = List.copyOf(models);
        promises = promises.stream().map(List::copyOf).toList();
    }
}
