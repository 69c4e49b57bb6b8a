package dev.merganser.recipes.check;

import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.model.ModelConfig;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;
import java.util.Set;

/**
 * Warns of methods that take the rows of a matrix for outputs and its columns for inputs, where a
 * model stores linear weights the other way round. Nothing is transposed: mergekit does not either,
 * and most methods look at elements or singular values, for which it is the same.
 */
final class InputsFirst {

    private static final Set<String> ROW_WISE =
            Set.of(
                    "arcee_fusion",
                    "aswudi",
                    "della",
                    "della_linear",
                    "doge",
                    "regmean",
                    "swudi",
                    "widen",
                    "wudi");

    private InputsFirst() {}

    static List<Finding> of(Recipe recipe, List<Source> sources) {
        if (!isRowWise(recipe)) {
            return List.of();
        }
        return sources.stream()
                .filter(source -> ModelConfig.storesInputsFirst(source.checkpoint()))
                .findFirst()
                .map(source -> warning(recipe, source))
                .stream()
                .toList();
    }

    private static boolean isRowWise(Recipe recipe) {
        return ROW_WISE.contains(recipe.mergeMethod())
                || isSet(recipe, "model_stock", "filter_wise", true)
                || isSet(recipe, "nuslerp", "nuslerp_flatten", false);
    }

    private static boolean isSet(Recipe recipe, String method, String flag, boolean value) {
        return recipe.mergeMethod().equals(method)
                && recipe.parameters()
                        .find(flag)
                        .filter(ParameterValue.of(value)::equals)
                        .isPresent();
    }

    private static Finding warning(Recipe recipe, Source source) {
        return Finding.warning(
                "By its config.json %s stores linear weights as [inputs, outputs], but %s works by the rows of [outputs, inputs], so it takes the one for the other. Maybe use a method that looks at elements or singular values, such as ties or iso_c."
                        .formatted(source.quoted(), recipe.mergeMethod()));
    }
}
