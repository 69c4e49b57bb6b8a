package dev.merganser.recipes.recipe;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is wrong with the parameters of a recipe, as far as the recipe alone tells: parameters that
 * its method does not know, values out of range, and required values that no model is given.
 */
public final class ParameterCheck {

    private final Recipe recipe;
    private final MethodDescriptor method;
    private final List<String> problems = new ArrayList<>();

    private ParameterCheck(Recipe recipe, MethodDescriptor method) {
        this.recipe = recipe;
        this.method = method;
    }

    /**
     * All problems in the order of the recipe, one line each, with the place of the key.
     *
     * @throws dev.merganser.recipes.error.WrongUseException where there is no such method
     */
    public static List<String> problems(Recipe recipe) {
        var check =
                new ParameterCheck(recipe, MergeMethods.named(recipe.mergeMethod()).descriptor());
        check.models();
        check.given("parameters", recipe.parameters());
        check.requiredForAll();
        return List.copyOf(check.problems);
    }

    private void models() {
        for (int i = 0; i < recipe.models().size(); i++) {
            ModelEntry entry = recipe.models().get(i);
            String place = "models[%d].parameters".formatted(i);
            given(place, entry.parameters());
            refuseGlobal(place, entry.parameters());
            if (!isBase(entry)) {
                requiredForModel(place, entry.parameters());
            }
        }
    }

    private boolean isBase(ModelEntry entry) {
        return method.baseUse() != BaseUse.NONE
                && recipe.baseModel().equals(Optional.of(entry.model()));
    }

    private void given(String place, Parameters parameters) {
        parameters
                .values()
                .forEach(
                        (name, value) ->
                                method.parameter(name)
                                        .ifPresentOrElse(
                                                spec -> range(place, spec, value),
                                                () -> unknown(place, name)));
    }

    private void unknown(String place, String name) {
        problems.add(
                "merge method '%s' has no parameter '%s.%s'.%s Known: %s"
                        .formatted(
                                method.name(),
                                place,
                                name,
                                Suggestions.didYouMean(name, method.parameterNames()),
                                method.parameterNames().isEmpty()
                                        ? "none"
                                        : String.join(", ", method.parameterNames())));
    }

    private void range(String place, ParameterSpec spec, ParameterValue value) {
        values(value)
                .flatMap(argument -> spec.complaint(argument).stream())
                .findFirst()
                .ifPresent(complaint -> problems.add(place + "." + spec.name() + " " + complaint));
    }

    /** Every value that some tensor could be given; a gradient stays between its own. */
    private static Stream<Argument> values(ParameterValue value) {
        return switch (value) {
            case ParameterValue.Scalar(Argument argument) -> Stream.of(argument);
            case ParameterValue.Gradient(List<Double> numbers) ->
                    numbers.stream().map(Argument::of);
            case ParameterValue.Filtered(List<ParameterValue.Rule> rules) ->
                    rules.stream().flatMap(rule -> values(rule.value()));
        };
    }

    private void refuseGlobal(String place, Parameters parameters) {
        method.parameters().stream()
                .filter(spec -> spec.scope() == Scope.GLOBAL)
                .filter(spec -> parameters.find(spec.name()).isPresent())
                .forEach(
                        spec ->
                                problems.add(
                                        "%s.%s must be one value for all models: state it under 'parameters'"
                                                .formatted(place, spec.name())));
    }

    private void requiredForModel(String place, Parameters own) {
        required(Scope.MODEL)
                .filter(spec -> own.find(spec.name()).isEmpty())
                .filter(spec -> recipe.parameters().find(spec.name()).isEmpty())
                .forEach(spec -> missing(place, spec));
    }

    private void requiredForAll() {
        required(Scope.GLOBAL)
                .filter(spec -> recipe.parameters().find(spec.name()).isEmpty())
                .forEach(spec -> missing("parameters", spec));
    }

    private Stream<ParameterSpec> required(Scope scope) {
        return method.parameters().stream()
                .filter(spec -> spec.scope() == scope && spec.required());
    }

    private void missing(String place, ParameterSpec spec) {
        problems.add(
                "'%s.%s' is missing: merge method '%s' needs %s"
                        .formatted(place, spec.name(), method.name(), spec.allowed()));
    }
}
