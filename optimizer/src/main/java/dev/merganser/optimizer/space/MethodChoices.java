package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Kind;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.recipe.ParameterValue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The merge methods of a space with what the settings say about their parameters, checked: every
 * value in every range is one that the methods take.
 */
final class MethodChoices {

    private final ParameterSpace settings;
    private final List<MethodDescriptor> methods;

    MethodChoices(ParameterSpace settings, int experts) {
        this.settings = settings;
        this.methods =
                settings.methods().stream()
                        .map(name -> MergeMethods.named(name).descriptor())
                        .toList();
        for (MethodDescriptor method : methods) {
            method.checkModels(experts, true);
            checkRequired(method);
        }
        settings.parameters().forEach(this::checkKnown);
        settings.parameters().forEach(this::checkScopes);
        checkLinear();
    }

    int size() {
        return methods.size();
    }

    MethodDescriptor get(int index) {
        return methods.get(index);
    }

    /** The method of that name, counted from 0; -1 if it is none of this space. */
    int indexOf(String name) {
        return settings.methods().indexOf(name);
    }

    /** A parameter as a method declares it, unless it changes nothing there. */
    static Optional<ParameterSpec> effective(MethodDescriptor method, String parameter) {
        return method.parameter(parameter).filter(ParameterSpec::hasEffect);
    }

    /** A parameter as the first method declares it in which it changes anything. */
    Optional<ParameterSpec> effective(String parameter) {
        return methods.stream()
                .flatMap(method -> effective(method, parameter).stream())
                .findFirst();
    }

    /** Whether recipes of a method name the base model. */
    boolean needsBase(MethodDescriptor method) {
        return method.baseUse() != BaseUse.NONE || !settings.around().isNone();
    }

    private void checkRequired(MethodDescriptor method) {
        for (ParameterSpec spec : method.parameters()) {
            if (spec.required() && !settings.parameters().containsKey(spec.name())) {
                throw new WrongUseException(
                        "space.%s is missing: merge method '%s' needs %s."
                                .formatted(spec.name(), method.name(), spec.allowed()));
            }
        }
    }

    private void checkKnown(String parameter, ParameterRange range) {
        List<ParameterSpec> specs = new ArrayList<>();
        methods.forEach(method -> method.parameter(parameter).ifPresent(specs::add));
        if (specs.isEmpty()) {
            List<String> known = known();
            throw new WrongUseException(
                    "space.%s is no parameter of %s.%s Known: %s."
                            .formatted(
                                    parameter,
                                    String.join(", ", settings.methods()),
                                    Suggestions.didYouMean(parameter, known),
                                    String.join(", ", known)));
        }
        specs.forEach(spec -> checkRange(spec, range));
    }

    private List<String> known() {
        return methods.stream()
                .flatMap(method -> method.parameterNames().stream())
                .distinct()
                .toList();
    }

    private static void checkRange(ParameterSpec spec, ParameterRange range) {
        if (range instanceof ParameterRange.Gene && spec.kind() != Kind.NUMBER) {
            throw new WrongUseException(
                    "space.%s must be %s, found a range of numbers."
                            .formatted(spec.name(), spec.allowed()));
        }
        if (range instanceof ParameterRange.Each && spec.scope() == Scope.GLOBAL) {
            throw new WrongUseException(
                    "space.%s is one value for all experts, found one for each."
                            .formatted(spec.name()));
        }
        values(range)
                .flatMap(value -> spec.complaint(value).stream())
                .findFirst()
                .ifPresent(
                        complaint -> {
                            throw new WrongUseException(
                                    "space.%s %s.".formatted(spec.name(), complaint));
                        });
    }

    private static Stream<Argument> values(ParameterRange range) {
        return switch (range) {
            case ParameterRange.Gene(double low, double high) ->
                    Stream.of(Argument.of(low), Argument.of(high));
            case ParameterRange.Parts(var each, int count) ->
                    Stream.of(each.low(), each.high())
                            .map(end -> new Argument.Numbers(Collections.nCopies(count, end)));
            case ParameterRange.Choice(List<Argument> values) -> values.stream();
            case ParameterRange.Fixed(ParameterValue.Setting value) -> values(value);
            case ParameterRange.Each(Map<String, ParameterValue.Setting> byExpert) ->
                    byExpert.values().stream().flatMap(MethodChoices::values);
        };
    }

    private static Stream<Argument> values(ParameterValue.Setting setting) {
        return switch (setting) {
            case ParameterValue.Scalar(Argument value) -> Stream.of(value);
            case ParameterValue.Gradient(List<Double> values) -> values.stream().map(Argument::of);
        };
    }

    /** A gene is for each model or for all, whichever method is chosen. */
    private void checkScopes(String parameter, ParameterRange range) {
        Map<Scope, String> methodOf = new EnumMap<>(Scope.class);
        for (MethodDescriptor method : methods) {
            effective(method, parameter)
                    .ifPresent(spec -> methodOf.putIfAbsent(spec.scope(), method.name()));
        }
        if (range.isSearched() && methodOf.size() > 1) {
            throw new WrongUseException(
                    "space.%s cannot be searched for both %s, where each model has its own, and %s, where all share one. Maybe fix it, or search the methods apart."
                            .formatted(
                                    parameter,
                                    methodOf.get(Scope.MODEL),
                                    methodOf.get(Scope.GLOBAL)));
        }
    }

    /** A weighted mean whose weights are all 0 has no value, so no gene may reach that. */
    private void checkLinear() {
        Map<String, ParameterRange> parameters = settings.parameters();
        ParameterRange normalize = parameters.get("normalize");
        boolean isSum = ParameterRange.fixed(false).equals(normalize);
        if (indexOf("linear") >= 0
                && !isSum
                && parameters.get("weight") instanceof ParameterRange.Gene(double low, double _)
                && !(low > 0)) {
            throw new WrongUseException(
                    "space.weight must begin above 0 where linear takes the weighted mean, found %s. Maybe set normalize: false."
                            .formatted(low));
        }
    }

    /** How many parts of a tensor have a value of their own. */
    int parts(String parameter) {
        return settings.parameters().get(parameter)
                        instanceof ParameterRange.Parts(var _, int count)
                ? count
                : 1;
    }

    /** Whether its numbers are whole ones under any method. */
    boolean isWhole(String parameter) {
        return methods.stream()
                .flatMap(method -> effective(method, parameter).stream())
                .anyMatch(ParameterSpec::whole);
    }

    /** Whether a value holds for each model apart. */
    boolean isPerModel(String parameter) {
        return effective(parameter).filter(spec -> spec.scope() == Scope.MODEL).isPresent();
    }
}
