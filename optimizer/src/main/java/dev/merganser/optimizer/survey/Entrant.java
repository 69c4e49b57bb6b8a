package dev.merganser.optimizer.survey;

import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;

/**
 * What takes part in a survey.
 *
 * @param name for people: the method, and where it does not merge all experts, of which
 * @param recipe at its defaults, models by their aliases
 * @param scanned parameters that a scan varies, in its order
 */
record Entrant(String name, Recipe recipe, List<ParameterSpec> scanned) {

    Entrant {
        scanned = List.copyOf(scanned);
    }
}
