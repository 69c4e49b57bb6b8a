package dev.merganser.recipes;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.recipe.ParameterCheck;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.StagesReader;
import dev.merganser.recipes.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that can be known about a recipe before it is carried out, as a list: what is wrong
 * does not end the check where the rest can still be judged.
 */
public final class RecipeChecker {

    private static final int MOST_ABOUT_MODELS = 20;

    private final Models models;
    private final Merger merger;
    private final List<Finding> findings = new ArrayList<>();

    private RecipeChecker(Models models) {
        this.models = models;
        this.merger = Merger.of(models);
    }

    /** Checks a recipe file, all its documents; see {@link #check(Recipe, Models, boolean)}. */
    public static List<Finding> check(Path file, Models models, boolean deep) {
        try {
            return StagesChecker.check(StagesReader.readLanguage(file), models, deep);
        } catch (WrongUseException e) {
            return List.of(Finding.of(e));
        }
    }

    /**
     * Checks a recipe: its method, parameters and filters, its models and how they fit each other.
     *
     * @param deep whether to look for NaN and infinities in the weights, which reads all of them
     * @return errors and warnings; empty where the recipe can be carried out as it stands
     */
    public static List<Finding> check(Recipe recipe, Models models, boolean deep) {
        var checker = new RecipeChecker(models);
        checker.recipe(recipe);
        checker.models(recipe, deep);
        return checker.findings.stream().distinct().toList();
    }

    /** NaN and infinities in a model's weights: the first of each tensor, with its element. */
    public static List<Finding> nonFinite(String reference, Checkpoint checkpoint) {
        return NonFinite.in(new Source(reference, checkpoint));
    }

    private void recipe(Recipe recipe) {
        attempt(() -> ParameterCheck.problems(recipe).stream().map(Finding::wrongUse).toList());
    }

    private void models(Recipe recipe, boolean deep) {
        List<String> references = recipe.references();
        int before = findings.size();
        references.forEach(reference -> attempt(() -> opened(reference)));
        if (findings.size() == before) {
            attempt(() -> firstOf(merger.aligned(recipe).findings()));
            attempt(() -> idleFilters(recipe));
            attempt(() -> idleBase(recipe));
            planned(recipe);
        }
        if (deep && findings.size() == before) {
            references.forEach(
                    reference -> attempt(() -> nonFinite(reference, models.checkpoint(reference))));
        }
    }

    private List<Finding> opened(String reference) {
        return models.checkpoint(reference).tensors().isEmpty()
                ? List.of(Finding.badData("Model '" + reference + "' has no tensors."))
                : List.of();
    }

    private static List<Finding> firstOf(List<Finding> all) {
        if (all.size() <= MOST_ABOUT_MODELS) {
            return all;
        }
        List<Finding> some = new ArrayList<>(all.subList(0, MOST_ABOUT_MODELS));
        int left = all.size() - MOST_ABOUT_MODELS;
        some.add(
                new Finding(
                        all.get(MOST_ABOUT_MODELS).kind(),
                        "%d more like these about the models.".formatted(left)));
        return some;
    }

    /** What only planning shows, such as a tensor that no filter gives a weight. */
    private void planned(Recipe recipe) {
        if (findings.stream().noneMatch(Finding::isError)) {
            attempt(
                    () -> {
                        merger.plan(recipe);
                        return List.of();
                    });
        }
    }

    private List<Finding> idleFilters(Recipe recipe) {
        Stream<String> merged =
                merger.aligned(recipe).tensors().stream().map(tensor -> tensor.info().name());
        Stream<String> inputs =
                recipe.composition()
                        .references()
                        .flatMap(model -> models.checkpoint(model).tensors().stream())
                        .map(TensorInfo::name);
        Set<String> names = Stream.concat(merged, inputs).collect(Collectors.toSet());
        return filters(recipe)
                .filter(filter -> names.stream().noneMatch(name -> name.contains(filter)))
                .distinct()
                .map(
                        filter ->
                                Finding.warning(
                                        "Filter '%s' is part of no tensor's name, so its value is never used."
                                                .formatted(filter)))
                .toList();
    }

    private static Stream<String> filters(Recipe recipe) {
        return Stream.concat(Stream.of(recipe.parameters()), recipe.composition().parameters())
                .flatMap(RecipeChecker::rules)
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

    private List<Finding> idleBase(Recipe recipe) {
        BaseUse use = MergeMethods.named(recipe.mergeMethod()).descriptor().baseUse();
        Optional<String> base = recipe.baseModel();
        boolean listed =
                recipe.composition()
                        .references()
                        .anyMatch(model -> Optional.of(model).equals(base));
        boolean whole = !recipe.models().isEmpty();
        return use != BaseUse.NONE || base.isEmpty() || listed || !whole
                ? List.of()
                : List.of(
                        Finding.warning(
                                "Merge method '%s' does not look at base_model '%s'; only integer tensors, types and companion files come from it. mergekit would merge it with the models."
                                        .formatted(recipe.mergeMethod(), base.get())));
    }

    private void attempt(Supplier<List<Finding>> check) {
        try {
            findings.addAll(check.get());
        } catch (WrongUseException e) {
            findings.add(Finding.of(e));
        } catch (BadDataException e) {
            findings.add(Finding.of(e));
        }
    }
}
