package dev.merganser.recipes.method;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of all parameters of a method for one tensor: checked, with defaults filled in. */
public final class Arguments {
    private final Map<String, Argument> global;
    private final List<Map<String, Argument>> perModel;

    private Arguments(Map<String, Argument> global, List<Map<String, Argument>> perModel) {
        this.global = global;
        this.perModel = perModel;
    }

    /**
     * Checks what a recipe gives against what a method declares.
     *
     * <p>A global value of a per-model parameter holds for every model that gives none of its own.
     * Unknown keys, missing values and values out of range are {@link WrongUseException}.
     *
     * @param global parameters for all models
     * @param models parameters of each model, in the order of the recipe
     */
    public static Arguments resolve(
            MethodDescriptor method,
            Map<String, Argument> global,
            List<Map<String, Argument>> models) {
        refuseUnknown(method, global);
        Map<String, Argument> forAll = new LinkedHashMap<>();
        for (ParameterSpec spec : method.parameters()) {
            if (spec.scope() == Scope.GLOBAL) {
                forAll.put(spec.name(), value(method, spec, "", global));
            }
        }
        List<Map<String, Argument>> each = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            refuseUnknown(method, models.get(i));
            each.add(ofModel(method, i, global, models.get(i)));
        }
        return new Arguments(Map.copyOf(forAll), List.copyOf(each));
    }

    private static Map<String, Argument> ofModel(
            MethodDescriptor method,
            int model,
            Map<String, Argument> global,
            Map<String, Argument> own) {
        Map<String, Argument> given = new LinkedHashMap<>(global);
        given.putAll(own);
        Map<String, Argument> resolved = new LinkedHashMap<>();
        for (ParameterSpec spec : method.parameters()) {
            if (spec.scope() == Scope.MODEL) {
                String where = " of model %d".formatted(model + 1);
                resolved.put(spec.name(), value(method, spec, where, given));
            } else if (own.containsKey(spec.name())) {
                throw new WrongUseException(
                        "Parameter '%s' of %s is one value for all models; found it at model %d."
                                .formatted(spec.name(), method.name(), model + 1));
            }
        }
        return Map.copyOf(resolved);
    }

    private static Argument value(
            MethodDescriptor method,
            ParameterSpec spec,
            String where,
            Map<String, Argument> given) {
        Argument value = given.get(spec.name());
        if (value == null) {
            return spec.defaultValue()
                    .orElseThrow(
                            () ->
                                    new WrongUseException(
                                            "Merge method '%s' needs parameter '%s'%s: %s; found none."
                                                    .formatted(
                                                            method.name(),
                                                            spec.name(),
                                                            where,
                                                            spec.allowed())));
        }
        spec.complaint(value)
                .ifPresent(
                        complaint -> {
                            throw new WrongUseException(
                                    "Parameter '%s'%s %s."
                                            .formatted(spec.name(), where, complaint));
                        });
        return value;
    }

    private static void refuseUnknown(MethodDescriptor method, Map<String, Argument> given) {
        List<String> known = method.parameterNames();
        for (String key : given.keySet()) {
            if (!known.contains(key)) {
                throw new WrongUseException(
                        "Merge method '%s' has no parameter '%s'.%s Known: %s."
                                .formatted(
                                        method.name(),
                                        key,
                                        Suggestions.didYouMean(key, known),
                                        String.join(", ", known)));
            }
        }
    }

    /** These arguments with another number for one parameter of one model. */
    public Arguments with(int model, String name, double value) {
        Map<String, Argument> changed = new LinkedHashMap<>(perModel.get(model));
        changed.put(name, Argument.of(value));
        List<Map<String, Argument>> each = new ArrayList<>(perModel);
        each.set(model, Map.copyOf(changed));
        return new Arguments(global, List.copyOf(each));
    }

    /** Number of models that these arguments are for. */
    public int models() {
        return perModel.size();
    }

    /** A number that holds for all models. */
    public double number(String name) {
        return number(global, name);
    }

    /** A number of one model, counted from 0. */
    public double number(String name, int model) {
        return number(perModel.get(model), name);
    }

    /** A number of each model. */
    public double[] doubles(String name) {
        double[] values = new double[models()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(name, i);
        }
        return values;
    }

    /** The numbers of one model, counted from 0, for a parameter that takes a list. */
    public double[] numbers(String name, int model) {
        return perModel.get(model).get(name) instanceof Argument.Numbers(List<Double> values)
                ? values.stream().mapToDouble(Double::doubleValue).toArray()
                : new double[] {number(name, model)};
    }

    /** A flag that holds for all models. */
    public boolean flag(String name) {
        if (global.get(name) instanceof Argument.Flag(boolean value)) {
            return value;
        }
        throw new IllegalArgumentException("There is no flag '" + name + "'");
    }

    /**
     * A word that holds for all models; {@code otherwise} where the method has no such parameter.
     */
    public String text(String name, String otherwise) {
        return global.containsKey(name) ? text(name) : otherwise;
    }

    /** A word that holds for all models. */
    public String text(String name) {
        return text(global, name);
    }

    /** A word or the name of a file, of one model, counted from 0. */
    public String text(String name, int model) {
        return text(perModel.get(model), name);
    }

    private static String text(Map<String, Argument> values, String name) {
        if (values.get(name) instanceof Argument.Text(String value)) {
            return value;
        }
        throw new IllegalArgumentException("There is no text '" + name + "'");
    }

    private static double number(Map<String, Argument> values, String name) {
        if (values.get(name) instanceof Argument.Number(double value)) {
            return value;
        }
        throw new IllegalArgumentException("There is no number '" + name + "'");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Arguments that
                && global.equals(that.global)
                && perModel.equals(that.perModel);
    }

    @Override
    public int hashCode() {
        return 31 * global.hashCode() + perModel.hashCode();
    }
}
