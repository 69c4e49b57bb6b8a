package dev.merganser.optimizer.survey;

import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Kind;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the entrants of a survey from the descriptors of all merge methods: one for each method
 * that merges all experts; of a method that takes fewer, one for each selection of them; of a
 * method that rebuilds one model, one for each model. Recipes of the user take part as they are.
 */
final class Entrants {

    private final List<String> experts;
    private final long seed;
    private final List<Entrant> entrants = new ArrayList<>();
    private final List<Absent> absent = new ArrayList<>();

    private Entrants(Collection<String> experts, long seed) {
        this.experts = List.copyOf(experts);
        this.seed = seed;
    }

    /**
     * The entrants over some experts.
     *
     * @param methods those to compare
     * @param recipes the user's, by name
     * @param seed of random masks
     */
    static Entrants of(
            Collection<String> experts,
            List<MergeMethod> methods,
            Map<String, Recipe> recipes,
            long seed) {
        var entrants = new Entrants(experts, seed);
        Set<String> given =
                recipes.values().stream().map(Recipe::mergeMethod).collect(Collectors.toSet());
        for (MergeMethod method : methods) {
            entrants.add(method.descriptor(), given);
        }
        recipes.forEach(entrants::add);
        return entrants;
    }

    List<Entrant> all() {
        return List.copyOf(entrants);
    }

    /** Methods that cannot take part. */
    List<Absent> absent() {
        return List.copyOf(absent);
    }

    private void add(MethodDescriptor method, Set<String> given) {
        Optional<String> obstacle = obstacle(method);
        if (obstacle.isEmpty()) {
            selections(method).forEach(models -> add(method, models));
        } else if (!given.contains(method.name())) {
            absent.add(new Absent(method.name(), obstacle.get()));
        }
    }

    private Optional<String> obstacle(MethodDescriptor method) {
        Optional<String> file =
                method.parameters().stream()
                        .filter(spec -> spec.kind() == Kind.FILE && spec.required())
                        .map(
                                spec ->
                                        "needs `%s`, %s, for each model: give a recipe with --recipe"
                                                .formatted(spec.name(), spec.allowed()))
                        .findFirst();
        return file.isEmpty() && method.minModels() > experts.size()
                ? Optional.of(
                        "needs at least %d models, found %d"
                                .formatted(method.minModels(), experts.size()))
                : file;
    }

    /** All experts, or each choice of as many as the method takes, in their order. */
    private List<List<String>> selections(MethodDescriptor method) {
        int size = Math.min(method.maxModels(), experts.size());
        List<List<String>> selections = new ArrayList<>();
        select(size, 0, List.of(), selections);
        return selections;
    }

    private void select(int size, int from, List<String> chosen, List<List<String>> selections) {
        if (chosen.size() == size) {
            selections.add(chosen);
            return;
        }
        for (int i = from; i < experts.size(); i++) {
            List<String> more = new ArrayList<>(chosen);
            more.add(experts.get(i));
            select(size, i + 1, List.copyOf(more), selections);
        }
    }

    private void add(MethodDescriptor method, List<String> models) {
        String name =
                models.size() == experts.size()
                        ? method.name()
                        : method.name() + " of " + String.join(" and ", models);
        Optional<ParameterSpec> choice =
                method.parameters().stream()
                        .filter(spec -> spec.choosesModel() && spec.required())
                        .findFirst();
        Recipe recipe = recipe(method, models);
        if (choice.isEmpty()) {
            entrants.add(new Entrant(name, recipe, scanned(method, recipe)));
            return;
        }
        for (int model = 1; model <= models.size(); model++) {
            Recipe chosen = Settings.with(recipe, choice.get(), model);
            entrants.add(
                    new Entrant(
                            "%s, %s %s".formatted(name, choice.get().name(), models.get(model - 1)),
                            chosen,
                            scanned(method, chosen)));
        }
    }

    private Recipe recipe(MethodDescriptor method, List<String> models) {
        Recipe recipe =
                Recipe.of(
                                method.name(),
                                models.stream()
                                        .map(
                                                name ->
                                                        new ModelEntry(
                                                                name,
                                                                required(method, Scope.MODEL)))
                                        .toList())
                        .withParameters(required(method, Scope.GLOBAL));
        Recipe based =
                method.baseUse() == BaseUse.NONE
                        ? recipe
                        : recipe.withBaseModel(ModelSettings.BASE);
        return method.random() ? based.withMaskSeed(seed) : based;
    }

    private static Parameters required(MethodDescriptor method, Scope scope) {
        Parameters parameters = Parameters.NONE;
        for (ParameterSpec spec : method.parameters()) {
            if (spec.scope() == scope && spec.required()) {
                parameters =
                        parameters.with(spec.name(), new ParameterValue.Scalar(Trials.start(spec)));
            }
        }
        return parameters;
    }

    private void add(String name, Recipe recipe) {
        MethodDescriptor method = MergeMethods.named(recipe.mergeMethod()).descriptor();
        entrants.add(new Entrant(name, recipe, scanned(method, recipe)));
    }

    /** What changes anything and has one value for all models and tensors. */
    private static List<ParameterSpec> scanned(MethodDescriptor method, Recipe recipe) {
        return method.parameters().stream()
                .filter(spec -> spec.hasEffect() && spec.kind() != Kind.FILE)
                .filter(spec -> !spec.choosesModel())
                .filter(spec -> Settings.of(recipe, spec).isPresent())
                .toList();
    }
}
