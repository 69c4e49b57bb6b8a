package dev.merganser.optimizer.survey;

import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.recipe.Recipe;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What came of one recipe of an entrant.
 *
 * @param recipe models by their aliases
 * @param scores by split; empty where it failed
 * @param failure why it failed; empty where it did not
 * @param seconds what merging alone took, by one thread; NaN where it failed
 */
record Contribution(
        Recipe recipe, Map<Split, Scores> scores, Optional<String> failure, double seconds) {

    Contribution {
        Map<Split, Scores> copy = new EnumMap<>(Split.class);
        copy.putAll(scores);
        scores = Collections.unmodifiableMap(copy);
    }

    static Contribution failed(Recipe recipe, String reason) {
        return new Contribution(recipe, Map.of(), Optional.of(reason), Double.NaN);
    }
}
