package dev.merganser.recipes.recipe;

import dev.merganser.recipes.recipe.Composition.LayerPath;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a layer path, as far as it can be told without opening models. */
final class LayerPathCheck {

    private LayerPathCheck() {}

    /** All problems, one line each. */
    static List<String> problems(Recipe recipe, LayerPath path) {
        List<String> problems = new ArrayList<>();
        if (!recipe.mergeMethod().equals(LayerPath.METHOD)) {
            problems.add(
                    "merge_method must be 'layer_path' beside merganser.layer_path, found '%s'"
                            .formatted(recipe.mergeMethod()));
        }
        if (recipe.baseModel().isEmpty()) {
            problems.add("'base_model' is missing: layer_path needs one");
        }
        if (!recipe.parameters().isEmpty()) {
            problems.add("parameters belong to a merge method, and layer_path has none");
        }
        recipe.around()
                .keys()
                .forEach(
                        key ->
                                problems.add(
                                        "'%s' must not stand beside layer_path".formatted(key)));
        path.merges()
                .forEach(
                        (name, merge) ->
                                ParameterCheck.problems(merge).stream()
                                        .map(
                                                p ->
                                                        "merganser.layer_path.merges.%s: %s"
                                                                .formatted(name, p))
                                        .forEach(problems::add));
        return List.copyOf(problems);
    }
}
