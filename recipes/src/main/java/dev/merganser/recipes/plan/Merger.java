package dev.merganser.recipes.plan;

import dev.merganser.recipes.align.AlignedModels;
import dev.merganser.recipes.align.AlignedTensor;
import dev.merganser.recipes.align.MergePart;
import dev.merganser.recipes.align.MergeVocabulary;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.mergekit.MergekitNotes;
import dev.merganser.recipes.mergekit.MergekitRules;
import dev.merganser.recipes.mergekit.ShapeRule;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.rebasin.RebasinCheckpoint;
import dev.merganser.recipes.recipe.Alignment;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.ParameterCheck;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Turns recipes into plans. Models are put side by side and checked once for all recipes that merge
 * the same ones, so that planning a candidate of a search looks at the recipe only. Owns nothing;
 * safe for use by many threads.
 */
public final class Merger {

    /** Alignments that are kept: a search over whole models needs a handful. */
    static final int MOST_KEPT = 64;

    private final Models models;
    private final Semantics semantics;
    private final Map<Roles, AlignedModels> aligned = new ConcurrentHashMap<>();

    /** All that putting models side by side depends on. */
    private record Roles(
            String like,
            List<MergePart> parts,
            MergeVocabulary.Wanted vocabulary,
            Optional<Alignment> alignment,
            ShapeRule rule) {}

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
        if (recipe.composition() instanceof LayerPath) {
            return plan(recipe, LayerFactors.NONE);
        }
        MergeMethod method = MergeMethods.named(recipe.mergeMethod());
        refuseProblems(recipe);
        MergeParts parts = parts(recipe, method.descriptor());
        AlignedModels side = aligned(recipe, method, parts);
        side.findings().forEach(Finding::refuse);
        var arguments = new TensorArguments(method.descriptor(), parts.parameters());
        return switch (semantics) {
            case SAFE ->
                    MergePlan.of(recipe, method, side, arguments, models, notes(recipe, parts));
            case MERGEKIT -> byMergekit(recipe, method, side, arguments, notes(recipe, parts));
        };
    }

    /**
     * Plans a layer path whose scales are carried by weights.
     *
     * @param factors what they are multiplied by; {@link LayerFactors#NONE} for a path without
     *     scales
     * @throws WrongUseException where the path has scales and there are no factors, or as the other
     * @throws dev.merganser.recipes.error.BadDataException as the other
     */
    public MergePlan plan(Recipe recipe, LayerFactors factors) {
        LayerPath path = path(recipe);
        refuseProblems(recipe);
        if (path.isScaled() && factors.equals(LayerFactors.NONE)) {
            throw LayerFactors.missing();
        }
        return planner(recipe, path).plan(Optional.of(factors));
    }

    /**
     * Plans a merge for a graph that has the scales of a layer path in itself: the weights of the
     * path are as they are. Every other recipe is planned as always.
     */
    public MergePlan planUnscaled(Recipe recipe) {
        if (recipe.composition() instanceof LayerPath path) {
            refuseProblems(recipe);
            return planner(recipe, path).plan(Optional.empty());
        }
        return plan(recipe);
    }

    private PathPlanner planner(Recipe recipe, LayerPath path) {
        if (semantics != Semantics.SAFE) {
            throw new WrongUseException(
                    "merge_method 'layer_path' is not mergekit's, so it has no mergekit rules to go by. Maybe leave out --compat mergekit.");
        }
        return PathPlanner.of(this, models, recipe, path);
    }

    private static LayerPath path(Recipe recipe) {
        if (recipe.composition() instanceof LayerPath path) {
            return path;
        }
        throw new IllegalArgumentException("Only a layer path has factors");
    }

    private static void refuseProblems(Recipe recipe) {
        for (String problem : ParameterCheck.problems(recipe)) {
            throw new WrongUseException("Recipe: " + problem);
        }
    }

    private MergePlan byMergekit(
            Recipe recipe,
            MergeMethod method,
            AlignedModels side,
            TensorArguments arguments,
            List<Finding> notes) {
        MergekitRules rules = rules(recipe, method, side, arguments);
        rules.check();
        List<Finding> all = new ArrayList<>(notes);
        all.addAll(rules.notes());
        all.addAll(MergekitNotes.around(recipe.around()));
        return MergePlan.of(recipe, rules.arithmetic(), side, arguments, models, all);
    }

    private static MergekitRules rules(
            Recipe recipe, MergeMethod method, AlignedModels side, TensorArguments arguments) {
        List<MergekitRules.Merged> merged = new ArrayList<>();
        List<TensorInfo> copied = new ArrayList<>();
        for (AlignedTensor tensor : side.tensors()) {
            switch (tensor) {
                case AlignedTensor.Copied integers -> copied.add(integers.info());
                case AlignedTensor.Merged floats ->
                        merged.add(
                                new MergekitRules.Merged(
                                        floats.info(),
                                        floats.typesInModels(),
                                        looksAtBase(method)
                                                ? floats.typeInBase()
                                                : Optional.empty(),
                                        floats.leftOut(),
                                        arguments.of(floats)));
            }
        }
        return new MergekitRules(recipe, method, merged, copied);
    }

    private static boolean looksAtBase(MergeMethod method) {
        return method.descriptor().baseUse() != BaseUse.NONE;
    }

    /** The models of a recipe side by side; its method must exist. */
    public AlignedModels aligned(Recipe recipe) {
        if (recipe.composition() instanceof LayerPath path) {
            return planner(recipe, path).aligned();
        }
        MergeMethod method = MergeMethods.named(recipe.mergeMethod());
        return aligned(recipe, method, parts(recipe, method.descriptor()));
    }

    private MergeParts parts(Recipe recipe, MethodDescriptor method) {
        return MergeParts.of(recipe, method, models, semantics);
    }

    private AlignedModels aligned(Recipe recipe, MergeMethod method, MergeParts parts) {
        String like = recipe.baseModel().orElseGet(() -> parts.parts().getFirst().like().model());
        var roles =
                new Roles(
                        like,
                        parts.parts(),
                        MergeVocabulary.Wanted.of(recipe),
                        recipe.around().align(),
                        ShapeRule.of(method, semantics));
        if (aligned.size() >= MOST_KEPT && !aligned.containsKey(roles)) {
            aligned.clear(); // each recipe seems to bring another one
        }
        return aligned.computeIfAbsent(roles, this::align);
    }

    private AlignedModels align(Roles roles) {
        MergeVocabulary vocabulary = MergeVocabulary.of(roles.vocabulary(), models);
        Function<String, Source> stored =
                reference -> new Source(reference, vocabulary.checkpoint(reference, models));
        Function<String, Source> sources =
                roles.alignment().isPresent() ? matched(roles.like(), stored) : stored;
        return AlignedModels.of(
                sources, sources.apply(roles.like()), roles.parts(), vocabulary, roles.rule());
    }

    /** The experts in the order of the base. */
    private Function<String, Source> matched(String base, Function<String, Source> stored) {
        Map<String, Source> matched = new ConcurrentHashMap<>();
        Source ours = stored.apply(base);
        return reference ->
                models.isSame(reference, base)
                        ? stored.apply(reference)
                        : matched.computeIfAbsent(
                                reference,
                                name ->
                                        new Source(
                                                name,
                                                RebasinCheckpoint.of(
                                                        ours.checkpoint(),
                                                        stored.apply(name).checkpoint())));
    }

    private List<Finding> notes(Recipe recipe, MergeParts parts) {
        List<Finding> notes = new ArrayList<>(parts.notes());
        if (recipe.around().align().isPresent()) {
            String base = recipe.baseModel().orElseThrow();
            notes.addAll(RebasinCheckpoint.findings(new Source(base, models.checkpoint(base))));
        }
        return notes;
    }
}
