package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.GeneSlot.ALL;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Composes the recipes of a parameter space from a method and the value of each slot.
 *
 * <p>Parameters that change nothing under the method are left out, and so are fixed values that are
 * its defaults: equal merges are equal recipes.
 */
final class RecipeComposer {

    private final ParameterSpace settings;
    private final ModelFacts facts;
    private final MethodChoices methods;
    private final ParameterLayout layout;
    private final GroupFilters filters;

    RecipeComposer(
            ParameterSpace settings,
            ModelFacts facts,
            MethodChoices methods,
            ParameterLayout layout,
            Grouping grouping) {
        this.settings = settings;
        this.facts = facts;
        this.methods = methods;
        this.layout = layout;
        this.filters = new GroupFilters(grouping);
    }

    /** The recipe of these values; those without effect are not asked for. */
    Recipe recipe(MethodDescriptor method, Function<GeneSlot, Argument> values) {
        List<ModelEntry> models = new ArrayList<>();
        for (int expert = 0; expert < facts.experts().size(); expert++) {
            models.add(
                    new ModelEntry(
                            facts.experts().get(expert), parameters(method, expert, values)));
        }
        return finished(
                method,
                Recipe.of(method.name(), models)
                        .withParameters(parameters(method, ALL, values))
                        .withAround(settings.around().at(number -> number(number, values))));
    }

    private static double number(AroundNumber number, Function<GeneSlot, Argument> values) {
        return GeneValues.number(values.apply(GeneSlot.shared(number.key())));
    }

    private Recipe finished(MethodDescriptor method, Recipe recipe) {
        Recipe based = methods.needsBase(method) ? recipe.withBaseModel(facts.base()) : recipe;
        Recipe typed = settings.outDtype().map(based::withOutDtype).orElse(based);
        return settings.maskSeed()
                .filter(_ -> method.random())
                .map(typed::withMaskSeed)
                .orElse(typed);
    }

    /** The parameters of one expert, or those for all of them. */
    private Parameters parameters(
            MethodDescriptor method, int expert, Function<GeneSlot, Argument> values) {
        Parameters parameters = Parameters.NONE;
        for (Map.Entry<String, ParameterRange> entry : settings.parameters().entrySet()) {
            Optional<ParameterSpec> spec = MethodChoices.effective(method, entry.getKey());
            if (spec.isPresent()) {
                parameters =
                        switch (entry.getValue()) {
                            case ParameterRange.Fixed fixed ->
                                    withFixed(parameters, spec.get(), fixed, expert);
                            case ParameterRange.Each each ->
                                    withEach(parameters, spec.get().name(), each, expert);
                            case ParameterRange.Gene _,
                                    ParameterRange.Parts _,
                                    ParameterRange.Choice _ ->
                                    withGenes(parameters, spec.get().name(), expert, values);
                        };
            }
        }
        return parameters;
    }

    private static Parameters withFixed(
            Parameters parameters, ParameterSpec spec, ParameterRange.Fixed fixed, int expert) {
        boolean isDefault =
                fixed.value() instanceof ParameterValue.Scalar(Argument value)
                        && spec.defaultValue().equals(Optional.of(value));
        return expert != ALL || isDefault
                ? parameters
                : parameters.with(spec.name(), fixed.value());
    }

    private Parameters withEach(
            Parameters parameters, String name, ParameterRange.Each each, int expert) {
        ParameterValue.Setting value =
                expert == ALL ? null : each.byExpert().get(facts.experts().get(expert));
        return value == null ? parameters : parameters.with(name, value);
    }

    private Parameters withGenes(
            Parameters parameters, String name, int expert, Function<GeneSlot, Argument> values) {
        if (methods.isPerModel(name) != (expert != ALL)) {
            return parameters;
        }
        List<Argument> byGroup =
                IntStream.of(layout.groups(name))
                        .mapToObj(group -> value(layout.parts(name, expert, group), values))
                        .toList();
        return parameters.with(name, filters.value(byGroup));
    }

    /** One number, or a list where parts differ. */
    private static Argument value(List<GeneSlot> slots, Function<GeneSlot, Argument> values) {
        List<Argument> parts = slots.stream().map(values).toList();
        return parts.stream().distinct().count() == 1
                ? parts.getFirst()
                : new Argument.Numbers(parts.stream().map(GeneValues::number).toList());
    }
}
