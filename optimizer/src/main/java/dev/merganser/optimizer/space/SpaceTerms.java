package dev.merganser.optimizer.space;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.Composition;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Recipe;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What all recipes of a parameter space have in common: what is not a gene must be so. */
final class SpaceTerms {

    private final ParameterSpace settings;
    private final ModelFacts facts;
    private final MethodChoices methods;
    private final ParameterLayout layout;

    SpaceTerms(
            ParameterSpace settings,
            ModelFacts facts,
            MethodChoices methods,
            ParameterLayout layout) {
        this.settings = settings;
        this.facts = facts;
        this.methods = methods;
        this.layout = layout;
    }

    /** The recipe must do around its method what this space does, by whatever numbers. */
    void requireAround(AroundMethod found) throws NotExpressible {
        AroundMethod wanted =
                settings.around().at(number -> number.in(found).orElseGet(number::mild));
        if (!found.equals(wanted)) {
            throw new NotExpressible(
                    "it must have %s around its method, found %s"
                            .formatted(settings.around().words(), AroundSpace.words(found)));
        }
    }

    /** Which method of this space a recipe has, counted from 0. */
    int method(Recipe recipe) throws NotExpressible {
        int index = methods.indexOf(recipe.mergeMethod());
        if (index < 0) {
            throw new NotExpressible(
                    "its method must be one of %s, found '%s'"
                            .formatted(settings.methods(), recipe.mergeMethod()));
        }
        return index;
    }

    /** The entries of the experts, in this space's order. */
    List<ModelEntry> models(Recipe recipe, MethodDescriptor method) throws NotExpressible {
        if (!(recipe.composition() instanceof Composition.WholeModels)) {
            throw new NotExpressible("it must list whole 'models', found slices or modules");
        }
        boolean basedRight =
                !methods.needsBase(method) || recipe.baseModel().equals(Optional.of(facts.base()));
        Map<String, ModelEntry> byName = byName(recipe, method);
        if (!basedRight || !byName.keySet().equals(Set.copyOf(facts.experts()))) {
            throw new NotExpressible(
                    "it must merge %s on base '%s', found %s on %s"
                            .formatted(
                                    facts.experts(),
                                    facts.base(),
                                    byName.keySet().stream().sorted().toList(),
                                    recipe.baseModel().map(b -> "'" + b + "'").orElse("none")));
        }
        return facts.experts().stream()
                .flatMap(name -> Optional.ofNullable(byName.get(name)).stream())
                .toList();
    }

    private Map<String, ModelEntry> byName(Recipe recipe, MethodDescriptor method) {
        Map<String, ModelEntry> byName = new HashMap<>();
        recipe.models().stream()
                .filter(
                        entry ->
                                method.baseUse() == BaseUse.NONE
                                        || !entry.model().equals(facts.base()))
                .forEach(entry -> byName.put(entry.model(), entry));
        return byName;
    }

    /** What is not a gene must be as this space fixes it, or else the method's default. */
    void requireTheRest(MethodDescriptor method, List<ModelEntry> models, RecipeValues values)
            throws NotExpressible {
        for (ParameterSpec spec : method.parameters()) {
            if (spec.hasEffect() && !layout.isSearched(spec.name())) {
                for (ModelEntry model : models) {
                    requireFixed(spec, model, values);
                }
            }
        }
    }

    private void requireFixed(ParameterSpec spec, ModelEntry model, RecipeValues values)
            throws NotExpressible {
        ParameterRange range = settings.parameters().get(spec.name());
        for (String tensor : facts.tensors()) {
            Optional<Argument> wanted =
                    fixed(range, model)
                            .map(setting -> setting.at(spec, tensor, values.position(tensor)))
                            .orElse(spec.defaultValue());
            Optional<Argument> found = values.of(spec, model, tensor);
            if (!found.equals(wanted)) {
                throw new NotExpressible(
                        "%s of '%s' must be %s, found %s"
                                .formatted(
                                        spec.name(),
                                        model.model(),
                                        wanted.map(Argument::shown).orElse("absent"),
                                        found.map(Argument::shown).orElse("none")));
            }
        }
    }

    /** The value that the settings fix for a model; empty where they say nothing. */
    private static Optional<ParameterValue.Setting> fixed(
            @Nullable ParameterRange range, ModelEntry model) {
        return switch (range) {
            case ParameterRange.Fixed(ParameterValue.Setting setting) -> Optional.of(setting);
            case ParameterRange.Each(Map<String, ParameterValue.Setting> byExpert) ->
                    Optional.ofNullable(byExpert.get(model.model()));
            case ParameterRange.Gene _, ParameterRange.Parts _, ParameterRange.Choice _ ->
                    Optional.empty();
            case null -> Optional.empty();
        };
    }
}
