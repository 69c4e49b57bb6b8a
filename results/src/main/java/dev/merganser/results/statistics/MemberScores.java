package dev.merganser.results.statistics;

import dev.merganser.results.value.InOrder;

import java.util.Map;

/**
 * How one member of a comparison was scored on one split.
 *
 * @param values of the objectives, by name, in natural units
 * @param items per-item scores by objective name, whose mean is the value; missing for an objective
 *     that is not a mean over items, which a bootstrap then holds fixed
 */
public record MemberScores(Map<String, Double> values, Map<String, float[]> items) {

    public MemberScores {
        values = InOrder.copyOf(values);
        items = InOrder.copyOf(items);
    }
}
