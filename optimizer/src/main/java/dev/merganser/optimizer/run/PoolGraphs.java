package dev.merganser.optimizer.run;

import dev.merganser.evaluators.path.LayerPool;
import dev.merganser.evaluators.path.PathGraph;
import dev.merganser.evaluators.path.ScaleFolding;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.PathGraphs;
import dev.merganser.recipes.plan.LayerFactors;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Recipe;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the graphs of its models tell of a layer path; they are read when they are asked. */
public final class PoolGraphs implements PathGraphs {

    private static final String TO_FOLD =
            ", to fold the scales of the layer path into weights (without scales none is needed)";
    private static final String TO_WRITE = ", to write the layer path as one";

    private static final Provider CPU = Provider.parse("cpu");

    private final Models models;
    private final Optional<Path> graph;
    private @Nullable Opened last;

    /** The pool of a recipe's models and merges. */
    private record Opened(Recipe recipe, LayerPool pool) {}

    /**
     * Graphs of these models.
     *
     * @param models open as long as this is used
     * @param graph of all models that are not an {@code .onnx} themselves
     */
    public PoolGraphs(Models models, Optional<Path> graph) {
        this.models = models;
        this.graph = graph;
    }

    @Override
    public LayerFactors factors(Recipe recipe) {
        return switch (ScaleFolding.of(pool(recipe, TO_FOLD), ofModels(recipe))) {
            case ScaleFolding.Folded(LayerFactors factors) -> factors;
            case ScaleFolding.Refused(String reason) ->
                    throw new WrongUseException(
                            "The scales of a layer path must be folded into weights for this output, which cannot be done: %s. Maybe write an .onnx file, which keeps them."
                                    .formatted(reason));
        };
    }

    @Override
    public Graph graph(Recipe recipe) {
        return PathGraph.of(pool(recipe, TO_WRITE), ofModels(recipe));
    }

    /** The graphs are cut once for all questions about one recipe. */
    private synchronized LayerPool pool(Recipe recipe, String reason) {
        Opened known = last;
        if (known == null || !known.recipe.equals(recipe)) {
            known = new Opened(recipe, open(recipe, reason));
            last = known;
        }
        return known.pool;
    }

    /** Merges are in the pool as models of their own, each with the graph of its base. */
    private LayerPool open(Recipe recipe, String reason) {
        LayerPath path = path(recipe);
        Map<String, Path> graphs =
                new LinkedHashMap<>(RecipeGraphs.of(recipe, models, graph, reason));
        path.merges()
                .keySet()
                .forEach(
                        name ->
                                graphs.put(
                                        name,
                                        Objects.requireNonNull(graphs.get(path.modelOf(name)))));
        return GraphPool.open(
                recipe.baseModel().orElseThrow(),
                graphs,
                name -> models.checkpoint(path.modelOf(name)),
                CPU);
    }

    /** The path as it goes through the pool, where merges are models. */
    private static LayerPath ofModels(Recipe recipe) {
        LayerPath path = path(recipe);
        return new LayerPath(path.stem(), path.head(), path.scaling(), path.layers(), Map.of());
    }

    private static LayerPath path(Recipe recipe) {
        if (recipe.composition() instanceof LayerPath path) {
            return path;
        }
        throw new IllegalArgumentException("Only a layer path has a pool");
    }
}
