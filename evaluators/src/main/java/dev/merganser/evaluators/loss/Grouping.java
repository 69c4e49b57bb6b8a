package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.task.Reading;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Divides the items of a task between drawn and held out, and between the terms of a loss.
 *
 * @param task the task's name
 */
record Grouping(String task, LossSettings settings, Reading reading) {

    /** One group where all terms look at the same items, else one more for those with labels. */
    List<ItemGroup> groups() {
        Division all =
                Division.of(
                        reading.items(), settings.draws().heldOut(), settings.draws().seed(), task);
        Division labelled = labelled(all);
        if (labelled.isSameAs(all)) {
            return List.of(group(settings.formula().terms(), all, ""));
        }
        return Stream.of(group(terms(false), all, ""), group(terms(true), labelled, " labelled"))
                .filter(group -> !group.terms().isEmpty())
                .toList();
    }

    /** The items for terms that look at labels; all where there are no such terms. */
    private Division labelled(Division all) {
        if (terms(true).isEmpty()) {
            return all;
        }
        Division some = all.only(item -> TermChecks.isLabelled(reading, item));
        Division shown = settings.guidance().labels().isPresent() ? few(some) : some;
        return shown.atLeast(settings.formula().has(LossTerm.CONTRASTIVE) ? 2 : 1);
    }

    private Division few(Division items) {
        int most = settings.guidance().labels().orElseThrow();
        return items.few(most, settings.draws().heldOut(), settings.draws().seed(), task);
    }

    private Map<LossTerm, Double> terms(boolean labelled) {
        Map<LossTerm, Double> terms = new EnumMap<>(settings.formula().terms());
        terms.keySet().removeIf(term -> term.isLabelled() != labelled);
        return terms;
    }

    private ItemGroup group(Map<LossTerm, Double> terms, Division division, String stream) {
        long size = (long) settings.draws().batch() * settings.draws().batches();
        return new ItemGroup(
                terms,
                division,
                task + stream,
                (int) Math.min(size, Integer.MAX_VALUE),
                settings.draws().seed());
    }
}
