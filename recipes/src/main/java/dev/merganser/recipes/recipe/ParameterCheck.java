package dev.merganser.recipes.recipe;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.recipe.Composition.LayerPath;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        if (recipe.composition() instanceof LayerPath path) {
            return LayerPathCheck.problems(recipe, path);
        }
        if (recipe.mergeMethod().equals(LayerPath.METHOD)) {
            return List.of("merge_method 'layer_path' needs merganser.layer_path, found none");
        }
        var check =
                new ParameterCheck(recipe, MergeMethods.named(recipe.mergeMethod()).descriptor());
        check.composition("", recipe.composition(), List.of(recipe.parameters()));
        check.given("parameters", recipe.parameters());
        check.around();
        return List.copyOf(check.problems);
    }

    private void around() {
        AroundMethod around = recipe.around();
        if (!around.isNone() && recipe.baseModel().isEmpty()) {
            problems.add(
                    "'base_model' is missing: %s need%s one"
                            .formatted(
                                    String.join(" and ", around.keys()),
                                    around.keys().size() == 1 ? "s" : ""));
        }
        if (!(recipe.composition() instanceof Composition.WholeModels)) {
            around.keys().stream()
                    .filter(key -> !key.equals("wrap"))
                    .forEach(
                            key ->
                                    problems.add(
                                            "'%s' must stand beside 'models', found slices or modules"
                                                    .formatted(key)));
        }
    }

    /**
     * Checks what is below the recipe's own parameters.
     *
     * @param outer the parameters that hold where the inner ones say nothing
     */
    private void composition(String place, Composition composition, List<Parameters> outer) {
        switch (composition) {
            case Composition.WholeModels(List<ModelEntry> models) -> models(place, models, outer);
            case Composition.Slices(List<OutputSlice> slices) -> {
                for (int i = 0; i < slices.size(); i++) {
                    slice("%sslices[%d].".formatted(place, i), slices.get(i), outer);
                }
            }
            case Composition.Modules(Map<String, OutputModule> modules) ->
                    modules.forEach((name, module) -> module("modules." + name, module, outer));
            case LayerPath _ ->
                    throw new IllegalArgumentException("A path has no parameters of a method");
        }
    }

    private void module(String place, OutputModule module, List<Parameters> outer) {
        given(place + ".parameters", module.parameters());
        composition(place + ".", module.composition(), inside(module.parameters(), outer));
    }

    private static List<Parameters> inside(Parameters own, List<Parameters> outer) {
        List<Parameters> all = new ArrayList<>(List.of(own));
        all.addAll(outer);
        return all;
    }

    private void models(String place, List<ModelEntry> models, List<Parameters> outer) {
        for (int i = 0; i < models.size(); i++) {
            ModelEntry entry = models.get(i);
            boolean isBase = isBase(entry.model(), recipe.baseModel());
            source("%smodels[%d]".formatted(place, i), entry.parameters(), isBase, outer);
        }
        requiredForAll("parameters", outer);
    }

    private void slice(String place, OutputSlice slice, List<Parameters> outer) {
        List<Parameters> around = inside(slice.parameters(), outer);
        given(place + "parameters", slice.parameters());
        for (int i = 0; i < slice.sources().size(); i++) {
            SliceSource source = slice.sources().get(i);
            boolean isBase = isBase(source.model(), slice.baseModel().or(recipe::baseModel));
            source("%ssources[%d]".formatted(place, i), source.parameters(), isBase, around);
        }
        requiredForAll(place + "parameters", around);
    }

    private void source(String place, Parameters own, boolean isBase, List<Parameters> outer) {
        given(place + ".parameters", own);
        refuseGlobal(place + ".parameters", own);
        if (!isBase) {
            required(Scope.MODEL)
                    .filter(spec -> isMissing(spec, inside(own, outer)))
                    .forEach(spec -> missing(place + ".parameters", spec));
        }
    }

    private boolean isBase(String model, Optional<String> base) {
        return method.baseUse() != BaseUse.NONE && base.equals(Optional.of(model));
    }

    private static boolean isMissing(ParameterSpec spec, List<Parameters> levels) {
        return levels.stream().allMatch(level -> level.find(spec.name()).isEmpty());
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

    private void requiredForAll(String place, List<Parameters> levels) {
        required(Scope.GLOBAL)
                .filter(spec -> isMissing(spec, levels))
                .forEach(spec -> missing(place, spec));
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
