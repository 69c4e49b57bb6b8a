package dev.merganser.recipes;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.recipe.Composition;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterCheck;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Turns recipes into plans. Models are put side by side and checked once for all recipes that merge
 * the same ones, so that planning a candidate of a search looks at the recipe only. Owns nothing;
 * safe for use by many threads.
 */
public final class Merger {

    private final Models models;
    private final Semantics semantics;
    private final Map<Roles, AlignedModels> aligned = new ConcurrentHashMap<>();

    /** Which models play which part. */
    private record Roles(String like, Optional<String> base, List<String> models) {}

    private Merger(Models models, Semantics semantics) {
        this.models = models;
        this.semantics = semantics;
    }

    /** A merger of these models, which must stay open while its plans are in use. */
    public static Merger of(Models models) {
        return of(models, Semantics.SAFE);
    }

    /** A merger by the rules of Merganser or by those of mergekit. */
    public static Merger of(Models models, Semantics semantics) {
        return new Merger(models, semantics);
    }

    /** Whose rules hold. */
    public Semantics semantics() {
        return semantics;
    }

    /** Plans one merge; for many over the same models keep a {@link #of merger}. */
    public static MergePlan plan(Recipe recipe, Models models) {
        return of(models).plan(recipe);
    }

    /**
     * Checks everything but the values of the weights, and reads none.
     *
     * @throws WrongUseException where the recipe does not fit its method or names no models
     * @throws dev.merganser.recipes.error.BadDataException where the models do not fit each other
     */
    public MergePlan plan(Recipe recipe) {
        MergeMethod method = MergeMethods.named(recipe.mergeMethod());
        for (String problem : ParameterCheck.problems(recipe)) {
            throw new WrongUseException("Recipe: " + problem);
        }
        refuseWhatIsNotCarriedOut(recipe);
        List<ModelEntry> merged = merged(recipe, method.descriptor());
        method.descriptor().checkModels(merged.size(), recipe.baseModel().isPresent());
        AlignedModels side = aligned(recipe, method.descriptor(), merged);
        side.findings().forEach(Finding::refuse);
        var arguments = new TensorArguments(method.descriptor(), recipe.parameters(), merged);
        return MergePlan.of(recipe, method, side, arguments);
    }

    private static void refuseWhatIsNotCarriedOut(Recipe recipe) {
        String key =
                switch (recipe.composition()) {
                    case Composition.WholeModels _ -> "";
                    case Composition.Slices _ -> "slices";
                    case Composition.Modules _ -> "modules";
                };
        if (!key.isEmpty()) {
            throw new WrongUseException(
                    "'%s' is a key of mergekit that this version does not carry out; list whole models as 'models'."
                            .formatted(key));
        }
    }

    /** What there is to say about the models of a recipe; its method must exist. */
    List<Finding> findings(Recipe recipe) {
        refuseWhatIsNotCarriedOut(recipe);
        MethodDescriptor method = MergeMethods.named(recipe.mergeMethod()).descriptor();
        return aligned(recipe, method, merged(recipe, method)).findings();
    }

    private AlignedModels aligned(Recipe recipe, MethodDescriptor method, List<ModelEntry> merged) {
        var roles =
                new Roles(
                        recipe.baseModel().orElseGet(() -> merged.getFirst().model()),
                        recipe.baseModel().filter(_ -> usesBase(method)),
                        merged.stream().map(ModelEntry::model).toList());
        return aligned.computeIfAbsent(roles, this::align);
    }

    private AlignedModels align(Roles roles) {
        return AlignedModels.of(
                source(roles.like()),
                roles.base().map(this::source),
                roles.models().stream().map(this::source).toList());
    }

    private Source source(String reference) {
        return new Source(reference, models.checkpoint(reference));
    }

    /** All models, but for the base where the method takes it apart. */
    private List<ModelEntry> merged(Recipe recipe, MethodDescriptor method) {
        if (!usesBase(method) || recipe.baseModel().isEmpty()) {
            return recipe.models();
        }
        String base = recipe.baseModel().get();
        return recipe.models().stream()
                .filter(entry -> !models.isSame(entry.model(), base))
                .toList();
    }

    private static boolean usesBase(MethodDescriptor method) {
        return method.baseUse() != BaseUse.NONE;
    }
}
