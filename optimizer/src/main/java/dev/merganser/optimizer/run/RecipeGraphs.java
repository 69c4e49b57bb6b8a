package dev.merganser.optimizer.run;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Recipe;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the graphs that run the layers of a path. */
public final class RecipeGraphs {

    private RecipeGraphs() {}

    /**
     * The graph of each model whose layers, stem or head a path uses, that of its base first: the
     * model itself where it is an {@code .onnx}. Merges run in the graph of their base.
     *
     * @param graph of all other models
     * @throws WrongUseException where a model has none
     */
    public static Map<String, Path> of(Recipe recipe, Models models, Optional<Path> graph) {
        return of(recipe, models, graph, "");
    }

    /**
     * As the other.
     *
     * @param reason why there must be graphs, to go after a model's name; mostly nothing
     */
    static Map<String, Path> of(Recipe recipe, Models models, Optional<Path> graph, String reason) {
        Map<String, Path> graphs = new LinkedHashMap<>();
        names(recipe)
                .forEach(
                        reference ->
                                graphs.computeIfAbsent(
                                        reference, name -> graph(name, models, graph, reason)));
        return graphs;
    }

    private static Stream<String> names(Recipe recipe) {
        Stream<String> base = recipe.baseModel().stream();
        return recipe.composition() instanceof LayerPath path
                ? Stream.concat(base, path.named().map(path::modelOf))
                : base;
    }

    private static Path graph(
            String reference, Models models, Optional<Path> graph, String reason) {
        return models.paths(reference).stream()
                .limit(1) // an adapter behind it changes no graph
                .filter(RecipeGraphs::isOnnx)
                .findFirst()
                .or(() -> graph)
                .orElseThrow(
                        () ->
                                new WrongUseException(
                                        "--graph must name the inference graph (an .onnx file) of %s%s, found none."
                                                .formatted(reference, reason)));
    }

    private static boolean isOnnx(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    }
}
