package dev.merganser.optimizer.survey;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Kind;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.recipe.Composition;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads and sets the value of a parameter that a recipe of whole models has for all of them. */
final class Settings {

    private Settings() {}

    /** The one value of a parameter; empty where models or tensors have different ones. */
    static Optional<Argument> of(Recipe recipe, ParameterSpec spec) {
        if (!(recipe.composition() instanceof Composition.WholeModels)) {
            return Optional.empty();
        }
        Set<Optional<Argument>> values = new LinkedHashSet<>();
        if (spec.scope() == Scope.GLOBAL) {
            values.add(value(Stream.of(recipe.parameters()), spec));
        } else {
            for (ModelEntry entry : recipe.models()) {
                values.add(value(Stream.of(entry.parameters(), recipe.parameters()), spec));
            }
        }
        return values.size() == 1 ? values.iterator().next() : Optional.empty();
    }

    private static Optional<Argument> value(Stream<Parameters> parameters, ParameterSpec spec) {
        Optional<ParameterValue> given =
                parameters.flatMap(each -> each.find(spec.name()).stream()).findFirst();
        if (given.isEmpty()) {
            return spec.defaultValue();
        }
        return given.get() instanceof ParameterValue.Scalar(Argument value)
                ? Optional.of(value)
                : Optional.empty();
    }

    /** The recipe with another value, for all models. */
    static Recipe with(Recipe recipe, ParameterSpec spec, Argument value) {
        ParameterValue scalar = new ParameterValue.Scalar(value);
        if (spec.scope() == Scope.GLOBAL) {
            return recipe.withParameters(recipe.parameters().with(spec.name(), scalar));
        }
        List<ModelEntry> entries =
                recipe.models().stream()
                        .map(
                                entry ->
                                        new ModelEntry(
                                                entry.model(),
                                                entry.parameters().with(spec.name(), scalar)))
                        .toList();
        return recipe.withComposition(new Composition.WholeModels(entries));
    }

    static Recipe with(Recipe recipe, ParameterSpec spec, double value) {
        return with(recipe, spec, Argument.of(value));
    }

    /** The parameters that are not at their defaults, in words: {@code weight 1, lambda 0.3}. */
    static String words(Recipe recipe) {
        return MergeMethods.named(recipe.mergeMethod()).descriptor().parameters().stream()
                .filter(spec -> spec.hasEffect() && spec.kind() != Kind.FILE)
                .flatMap(spec -> words(recipe, spec).stream())
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> words(Recipe recipe, ParameterSpec spec) {
        Optional<Argument> value = of(recipe, spec);
        if (value.isEmpty()) {
            return Optional.of(spec.name() + " by model");
        }
        return value.equals(spec.defaultValue())
                ? Optional.empty()
                : value.map(argument -> spec.name() + " " + shown(argument));
    }

    /** A value as people write it: {@code 0.0001}, {@code true}, {@code sum}. */
    static String shown(Argument argument) {
        return switch (argument) {
            case Argument.Number _ ->
                    new BigDecimal(argument.shown()).stripTrailingZeros().toPlainString();
            case Argument.Flag _, Argument.Numbers _ -> argument.shown();
            case Argument.Text(String word) -> word;
        };
    }
}
