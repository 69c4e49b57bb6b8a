package dev.merganser.optimizer.run;

import dev.merganser.evaluators.path.LayerPool;
import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Turns recipes into paths through the layers of a pool: a layer path as it says, any other recipe
 * into the layers of its base in their order over merged weights. Safe for use by many threads.
 */
final class PathCandidates {

    private final Models models;
    private final Merger merger;
    private final LayerPool pool;

    /**
     * Candidates over these models.
     *
     * @param merger of the same models; one for all recipes, so that equal merges have equal keys
     * @param pool the graphs of the same models
     */
    PathCandidates(Models models, Merger merger, LayerPool pool) {
        this.models = models;
        this.merger = merger;
        this.pool = pool;
    }

    /**
     * The path of a recipe; reads no weights.
     *
     * @throws WrongUseException where it names a layer that is not there
     * @throws dev.merganser.recipes.error.BadDataException where models that it merges do not fit
     */
    PathCandidate of(Recipe recipe) {
        return recipe.composition() instanceof LayerPath path
                ? new OneCandidate(recipe, path).candidate()
                : inOrder(recipe);
    }

    /** A model's own layers. */
    PathCandidate ofModel(String reference) {
        return inOrder(reference, models.checkpoint(reference));
    }

    private PathCandidate inOrder(Recipe recipe) {
        String like = recipe.references().getFirst();
        if (recipe.equals(BaselineRecipes.single(like))) {
            return ofModel(like);
        }
        MergePlan plan = merger.plan(recipe);
        plan.requireLayersOfGraph("A recipe without a layer path");
        return inOrder(like, plan);
    }

    private PathCandidate inOrder(String model, WeightSource weights) {
        List<PathCandidate.Layer> layers =
                IntStream.range(0, pool.layers(model))
                        .mapToObj(index -> new PathCandidate.Layer(model, index, weights, 1))
                        .toList();
        var end = new PathCandidate.End(model, weights);
        return new PathCandidate(end, end, layers, Scaling.BRANCHES);
    }

    /** One path, with equal merges planned once. */
    private final class OneCandidate {

        private final LayerPath path;
        private final String base;
        private final Optional<DType> stored;
        private final Map<Recipe, WeightSource> plans = new HashMap<>();

        OneCandidate(Recipe recipe, LayerPath path) {
            this.path = path;
            this.base = recipe.references().getFirst();
            this.stored = recipe.outDtype().or(recipe::dtype);
        }

        PathCandidate candidate() {
            return new PathCandidate(
                    end(path.stem().orElse(base)),
                    end(path.head().orElse(base)),
                    path.layers().stream().map(this::layer).toList(),
                    path.scaling());
        }

        private PathCandidate.End end(String name) {
            return new PathCandidate.End(path.modelOf(name), weights(name));
        }

        private PathCandidate.Layer layer(PathLayer layer) {
            String model = path.modelOf(layer.model());
            int layers = pool.layers(model);
            if (layer.layer() >= layers) {
                throw new WrongUseException(
                        "A layer of %s must be 0 to %d, found %d."
                                .formatted(Quoted.text(layer.model()), layers - 1, layer.layer()));
            }
            return new PathCandidate.Layer(
                    model, layer.layer(), weights(layer.model()), layer.scale());
        }

        private WeightSource weights(String name) {
            Recipe merge = path.merges().get(name);
            if (merge == null && stored.isEmpty()) {
                return models.checkpoint(name);
            }
            Recipe made = merge == null ? BaselineRecipes.single(name) : merge;
            return plans.computeIfAbsent(rounded(made), merger::plan);
        }

        /** What is scored is what would be exported. */
        private Recipe rounded(Recipe made) {
            return stored.map(made::withOutDtype).orElse(made);
        }
    }
}
