package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.runtime.Rows;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.task.Reading;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.error.WrongUseException;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Refuses what a task cannot give a loss for. */
record TermChecks(SegmentedModel model, Task task, LossSettings settings) {

    /** Refuses a task that gives no loss at all. */
    WrongUseException noLoss() {
        return wrong(
                "is of kind '%s', which gives no loss to learn coefficients by; classification, perplexity, multiple_choice, similarity and retrieval do."
                        .formatted(task.kind().name()));
    }

    private WrongUseException wrong(String what) {
        return new WrongUseException("Task '%s' %s".formatted(task.name(), what));
    }

    /** Refuses terms that the task does not have, and what they lack. */
    void check(Reading reading, Rows rows) {
        if (reading.items() == 0) {
            throw wrong("has no search items to learn coefficients by.");
        }
        Set<LossTerm> offered = offered(reading);
        for (LossTerm term : settings.formula().terms().keySet()) {
            if (!offered.contains(term)) {
                throw lacking(term, reading, offered);
            }
        }
        checkTeacher();
        checkRemedies(reading);
        checkLayers();
        checkPairs(reading);
        checkLengths(rows);
    }

    private static Set<LossTerm> offered(Reading reading) {
        Set<LossTerm> offered = EnumSet.of(LossTerm.DIVERGENCE, LossTerm.HIDDEN);
        if (reading.classes().isPresent()) {
            offered.addAll(EnumSet.of(LossTerm.ENTROPY, LossTerm.PSEUDO_LABELS));
        }
        if (IntStream.range(0, reading.items()).anyMatch(item -> isLabelled(reading, item))) {
            offered.add(
                    reading.classes().isPresent() ? LossTerm.CROSS_ENTROPY : LossTerm.CONTRASTIVE);
        }
        return offered;
    }

    /** Whether an item has what terms with labels look at. */
    static boolean isLabelled(Reading reading, int item) {
        return reading.classes().isPresent()
                ? reading.places(item).stream().anyMatch(place -> place.label() >= 0)
                : reading.isPair(item);
    }

    private WrongUseException lacking(LossTerm term, Reading reading, Set<LossTerm> offered) {
        if (term == LossTerm.CROSS_ENTROPY && reading.classes().isPresent()) {
            return wrong("must have labels for the loss 'cross_entropy', but has none.");
        }
        return wrong(
                "of kind '%s' gives no loss '%s'; it gives %s."
                        .formatted(
                                task.kind().name(),
                                term.key(),
                                offered.stream()
                                        .map(LossTerm::key)
                                        .collect(Collectors.joining(", "))));
    }

    private void checkTeacher() {
        if (settings.isTaught() && !settings.guidance().teachers().containsKey(task.name())) {
            throw wrong(
                    "must have an expert for %s: write teachers: {%s: MODEL}, found %s."
                            .formatted(taught(), task.name(), settings.guidance().teachers()));
        }
    }

    private String taught() {
        return settings.formula().terms().keySet().stream()
                .filter(LossTerm::isTaught)
                .findFirst()
                .map(term -> "the loss '%s'".formatted(term.key()))
                .orElse("agreement");
    }

    private void checkRemedies(Reading reading) {
        if (settings.formula().balance() == Balance.CLASSES && reading.classes().orElse(1) < 2) {
            throw wrong("must have at least two classes for balance 'classes'.");
        }
    }

    private void checkLayers() {
        if (settings.formula().has(LossTerm.HIDDEN) && model.layers().isEmpty()) {
            throw new WrongUseException(
                    "The loss 'hidden' compares states between layers, but graph '%s' could not be cut: %s."
                            .formatted(model.graph().name(), model.uncut().orElse("no layers")));
        }
    }

    private void checkPairs(Reading reading) {
        if (!settings.formula().has(LossTerm.CONTRASTIVE)) {
            return;
        }
        int all = (int) IntStream.range(0, reading.items()).filter(reading::isPair).count();
        int pairs = Math.min(all, settings.guidance().labels().orElse(all));
        if (pairs < 2 || settings.draws().batch() < 2) {
            throw wrong(
                    "must have at least 2 pairs in a batch for the loss 'contrastive', found %d pairs and batch: %d."
                            .formatted(pairs, settings.draws().batch()));
        }
    }

    private void checkLengths(Rows rows) {
        var lengths = IntStream.range(0, rows.count()).map(rows::length).summaryStatistics();
        if (!rows.mayPad() && lengths.getMin() < lengths.getMax()) {
            throw wrong(
                    "has texts of %d to %d tokens, which must share batches to give a loss, but graph '%s' has no attention_mask."
                            .formatted(lengths.getMin(), lengths.getMax(), model.graph().name()));
        }
    }
}
