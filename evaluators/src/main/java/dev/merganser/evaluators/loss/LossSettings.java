package dev.merganser.evaluators.loss;

import java.util.Map;

/** What is descended, and on which items. */
public record LossSettings(
        LossFormula formula, ItemChoice choice, Guidance guidance, DrawSettings draws) {

    public LossSettings {
        if (choice.isNarrow()
                && !formula.has(LossTerm.ENTROPY)
                && !formula.has(LossTerm.PSEUDO_LABELS)) {
            throw new IllegalArgumentException(
                    "confidence and agreement choose items of entropy and pseudo_labels, found "
                            + formula.terms().keySet());
        }
    }

    /** The same with other experts. */
    public LossSettings withTeachers(Map<String, String> teachers) {
        return new LossSettings(formula, choice, guidance.withTeachers(teachers), draws);
    }

    /** The same on other draws. */
    public LossSettings withDraws(DrawSettings newDraws) {
        return new LossSettings(formula, choice, guidance, newDraws);
    }

    /** Whether each task needs an expert. */
    public boolean isTaught() {
        return choice.agreement() || formula.terms().keySet().stream().anyMatch(LossTerm::isTaught);
    }
}
