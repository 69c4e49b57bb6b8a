package dev.merganser.recipes.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What to say of keys that stand where they are not known, but are often written there. */
final class KeyHints {

    private static final List<String> PARAMETERS =
            List.of("weight", "density", "lambda", "normalize", "rescale", "int8_mask", "t");

    private KeyHints() {}

    /** At the top of a recipe. */
    static Map<String, String> ofRecipe() {
        Map<String, String> hints = ofParameters();
        for (String key : List.of("random_seed", "seed")) {
            hints.put(key, "Maybe write 'merganser: {seed: …}', which seeds random masks.");
        }
        return hints;
    }

    /** Where there are parameters below. */
    static Map<String, String> ofParameters() {
        Map<String, String> hints = new LinkedHashMap<>();
        PARAMETERS.forEach(key -> hints.put(key, "Maybe put it below 'parameters'."));
        return hints;
    }
}
