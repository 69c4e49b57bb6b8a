package dev.merganser.evaluators.loss;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What is descended.
 *
 * @param terms factors of what the loss is made of; at least one, each positive
 * @param temperature of {@link LossTerm#DIVERGENCE} of distributions and of {@link
 *     LossTerm#CONTRASTIVE}; positive
 * @param balance how tasks are made comparable
 */
public record LossFormula(Map<LossTerm, Double> terms, double temperature, Balance balance) {

    public LossFormula {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("A loss needs at least one term");
        }
        terms = Collections.unmodifiableMap(new EnumMap<>(terms));
        terms.forEach((term, factor) -> Ranges.require(factor > 0, term.key(), "> 0", factor));
        Ranges.require(temperature > 0, "temperature", "> 0", temperature);
    }

    /** One term at temperature 1, tasks as they are. */
    public static LossFormula of(LossTerm term) {
        return new LossFormula(Map.of(term, 1.0), 1, Balance.NONE);
    }

    /** Whether this is one of the terms. */
    public boolean has(LossTerm term) {
        return terms.containsKey(term);
    }
}
