package dev.merganser.recipes.check;

import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.recipe.Composition;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Parts of a recipe that change nothing, though whoever wrote them may think so. */
final class IdleParts {

    private IdleParts() {}

    /**
     * Filters that no tensor has in its name, a base that nothing looks at, and scales of layers
     * where there are none.
     *
     * @param names of all tensors, merged ones and inputs
     */
    static List<Finding> of(Recipe recipe, Collection<String> names, Semantics semantics) {
        List<Finding> base = semantics == Semantics.SAFE ? base(recipe) : List.of();
        return Stream.of(filters(recipe, names), base, layers(recipe, names))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Finding> layers(Recipe recipe, Collection<String> names) {
        boolean layered = names.stream().anyMatch(name -> LayerName.of(name).isPresent());
        return layered || recipe.around().lines().isEmpty()
                ? List.of()
                : List.of(
                        Finding.warning(
                                "wrap.lines finds no layers, since no tensor has a number between points in its name, as in 'layers.0.weight': everything is scaled by alpha."));
    }

    private static List<Finding> filters(Recipe recipe, Collection<String> names) {
        return stated(recipe)
                .filter(filter -> names.stream().noneMatch(name -> name.contains(filter)))
                .distinct()
                .map(
                        filter ->
                                Finding.warning(
                                        "Filter '%s' is part of no tensor's name, so its value is never used."
                                                .formatted(filter)))
                .toList();
    }

    private static Stream<String> stated(Recipe recipe) {
        return Stream.concat(Stream.of(recipe.parameters()), recipe.composition().parameters())
                .flatMap(IdleParts::rules)
                .flatMap(rule -> rule.filter().stream());
    }

    private static Stream<ParameterValue.Rule> rules(Parameters parameters) {
        return parameters.values().values().stream()
                .flatMap(
                        value ->
                                value instanceof ParameterValue.Filtered(var rules)
                                        ? rules.stream()
                                        : Stream.empty());
    }

    private static List<Finding> base(Recipe recipe) {
        if (recipe.composition() instanceof Composition.LayerPath) {
            return List.of();
        }
        BaseUse use = MergeMethods.named(recipe.mergeMethod()).descriptor().baseUse();
        Optional<String> base = recipe.baseModel();
        boolean listed =
                recipe.composition()
                        .references()
                        .anyMatch(model -> Optional.of(model).equals(base));
        boolean used = use != BaseUse.NONE || !recipe.around().isNone();
        return used || base.isEmpty() || listed || isSliced(recipe)
                ? List.of()
                : List.of(
                        Finding.warning(
                                "Merge method '%s' does not look at base_model '%s'; only integer tensors, types and companion files come from it. mergekit would merge it with the models."
                                        .formatted(recipe.mergeMethod(), base.get())));
    }

    /** With slices neither program merges a base that is not listed. */
    private static boolean isSliced(Recipe recipe) {
        return recipe.composition() instanceof Composition.Slices;
    }
}
