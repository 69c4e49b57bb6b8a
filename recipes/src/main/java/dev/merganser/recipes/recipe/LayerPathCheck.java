package dev.merganser.recipes.recipe;

import dev.merganser.recipes.recipe.Composition.LayerPath;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
        if (recipe.tokenizer().isPresent()) {
            problems.add(
                    "a tokenizer must not be asked for beside layer_path, whose stem brings its own");
        }
        names(recipe, path).forEach(problems::add);
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

    /** A merge that is called as a model is, and what cannot be in a merge. */
    private static List<String> names(Recipe recipe, LayerPath path) {
        Set<String> models =
                path.merges().values().stream()
                        .flatMap(merge -> merge.references().stream())
                        .collect(Collectors.toSet());
        recipe.baseModel().ifPresent(models::add);
        List<String> problems = new ArrayList<>();
        path.merges()
                .forEach(
                        (name, merge) -> {
                            String place = "merganser.layer_path.merges." + name;
                            if (models.contains(name)) {
                                problems.add(place + " must not be called as a model is");
                            }
                            if (merge.tokenizer().isPresent() || merge.chatTemplate().isPresent()) {
                                problems.add(
                                        place
                                                + " must keep the vocabulary of its models: it cannot have a tokenizer or a chat_template");
                            }
                        });
        return problems;
    }
}
