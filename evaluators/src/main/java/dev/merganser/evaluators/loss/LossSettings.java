package dev.merganser.evaluators.loss;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What is descended, and on which items.
 *
 * @param terms factors of what the loss is made of; at least one, each positive
 * @param balance how tasks are made comparable
 * @param confidence of each batch this share of items counts for {@link LossTerm#ENTROPY} and
 *     {@link LossTerm#PSEUDO_LABELS}, those with the lowest; above 0, at most 1: all
 * @param agreement whether for these two terms only items count whose class is the expert's; each
 *     other item adds ln(classes) and no gradient
 * @param labels how many search items of each task {@link LossTerm#CROSS_ENTROPY} and {@link
 *     LossTerm#CONTRASTIVE} may look at, at least 1; empty: all that have some
 * @param teachers alias of the expert by task
 * @param temperature of {@link LossTerm#DIVERGENCE} of distributions and of {@link
 *     LossTerm#CONTRASTIVE}; positive
 * @param batch items in a batch, at least 1
 * @param batches of a task in one draw, at least 1
 * @param heldOut share of the search items that no draw has; at least 0, below 1
 */
public record LossSettings(
        Map<LossTerm, Double> terms,
        Balance balance,
        double confidence,
        boolean agreement,
        OptionalInt labels,
        Map<String, String> teachers,
        double temperature,
        int batch,
        int batches,
        double heldOut,
        long seed) {

    public LossSettings {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("A loss needs at least one term");
        }
        terms = Collections.unmodifiableMap(new EnumMap<>(terms));
        terms.forEach((term, factor) -> require(factor > 0, term.key(), "> 0", factor));
        teachers = Map.copyOf(teachers);
        require(confidence > 0 && confidence <= 1, "confidence", "in (0, 1]", confidence);
        require(labels.orElse(1) >= 1, "labels", ">= 1", labels.orElse(1));
        require(temperature > 0, "temperature", "> 0", temperature);
        require(batch >= 1, "batch", ">= 1", batch);
        require(batches >= 1, "batches", ">= 1", batches);
        boolean choosing = agreement || confidence < 1;
        if (choosing
                && !terms.containsKey(LossTerm.ENTROPY)
                && !terms.containsKey(LossTerm.PSEUDO_LABELS)) {
            throw new IllegalArgumentException(
                    "confidence and agreement choose items of entropy and pseudo_labels, found "
                            + terms.keySet());
        }
        require(heldOut >= 0 && heldOut < 1, "held_out", "in [0, 1)", heldOut);
    }

    /** The same with other experts. */
    public LossSettings withTeachers(Map<String, String> newTeachers) {
        return new LossSettings(
                terms,
                balance,
                confidence,
                agreement,
                labels,
                newTeachers,
                temperature,
                batch,
                batches,
                heldOut,
                seed);
    }

    /** The same on draws of another seed. */
    public LossSettings withSeed(long newSeed) {
        return new LossSettings(
                terms,
                balance,
                confidence,
                agreement,
                labels,
                teachers,
                temperature,
                batch,
                batches,
                heldOut,
                newSeed);
    }

    /** The same with another share of the items held out. */
    public LossSettings withHeldOut(double newHeldOut) {
        return new LossSettings(
                terms,
                balance,
                confidence,
                agreement,
                labels,
                teachers,
                temperature,
                batch,
                batches,
                newHeldOut,
                seed);
    }

    /** Whether each task needs an expert. */
    public boolean isTaught() {
        return agreement || terms.keySet().stream().anyMatch(LossTerm::isTaught);
    }

    private static void require(boolean holds, String name, String range, double value) {
        if (!holds || !Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "%s must be %s, found %s".formatted(name, range, value));
        }
    }
}
