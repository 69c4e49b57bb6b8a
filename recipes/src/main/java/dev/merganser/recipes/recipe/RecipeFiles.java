package dev.merganser.recipes.recipe;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.recipe.Composition.LayerPath;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that a recipe names beside its models: values of parameters of that kind. */
public final class RecipeFiles {

    private RecipeFiles() {}

    /** All of them, each once, in the order of the recipe; none where there is no such method. */
    public static List<String> of(Recipe recipe) {
        if (recipe.composition() instanceof LayerPath path) {
            return path.merges().values().stream()
                    .flatMap(merge -> of(merge).stream())
                    .distinct()
                    .toList();
        }
        Set<String> keys = keys(recipe);
        return Stream.concat(Stream.of(recipe.parameters()), recipe.composition().parameters())
                .flatMap(parameters -> parameters.values().entrySet().stream())
                .filter(entry -> keys.contains(entry.getKey()))
                .flatMap(entry -> texts(entry.getValue()))
                .distinct()
                .toList();
    }

    /** The recipe with every one of them renamed. */
    public static Recipe renamed(Recipe recipe, UnaryOperator<String> rename) {
        if (recipe.composition() instanceof LayerPath path) {
            return recipe.withComposition(path.withMerges(merge -> renamed(merge, rename)));
        }
        Set<String> keys = keys(recipe);
        return keys.isEmpty()
                ? recipe
                : recipe.withAllParameters(parameters -> renamed(parameters, keys, rename));
    }

    private static Set<String> keys(Recipe recipe) {
        return MergeMethods.all().stream()
                .map(method -> method.descriptor())
                .filter(method -> method.name().equals(recipe.mergeMethod()))
                .flatMap(method -> method.files().stream())
                .map(ParameterSpec::name)
                .collect(Collectors.toSet());
    }

    private static Stream<String> texts(ParameterValue value) {
        return switch (value) {
            case ParameterValue.Scalar(Argument.Text(String text)) -> Stream.of(text);
            case ParameterValue.Scalar _, ParameterValue.Gradient _ -> Stream.empty();
            case ParameterValue.Filtered(List<ParameterValue.Rule> rules) ->
                    rules.stream().flatMap(rule -> texts(rule.value()));
        };
    }

    private static Parameters renamed(
            Parameters parameters, Set<String> keys, UnaryOperator<String> rename) {
        Map<String, ParameterValue> values = new TreeMap<>(parameters.values());
        values.replaceAll((key, value) -> keys.contains(key) ? renamed(value, rename) : value);
        return new Parameters(values);
    }

    private static ParameterValue renamed(ParameterValue value, UnaryOperator<String> rename) {
        return switch (value) {
            case ParameterValue.Setting setting -> renamed(setting, rename);
            case ParameterValue.Filtered(List<ParameterValue.Rule> rules) ->
                    new ParameterValue.Filtered(
                            rules.stream()
                                    .map(
                                            rule ->
                                                    new ParameterValue.Rule(
                                                            rule.filter(),
                                                            renamed(rule.value(), rename)))
                                    .toList());
        };
    }

    private static ParameterValue.Setting renamed(
            ParameterValue.Setting value, UnaryOperator<String> rename) {
        return value instanceof ParameterValue.Scalar(Argument.Text(String text))
                ? ParameterValue.of(rename.apply(text))
                : value;
    }
}
