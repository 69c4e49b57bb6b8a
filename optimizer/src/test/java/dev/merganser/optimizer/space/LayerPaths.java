package dev.merganser.optimizer.space;

import dev.merganser.optimizer.algorithm.Streams;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Recipe;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A small pool of models and its paths, in few words. */
final class LayerPaths {

    static final Map<String, Integer> LAYERS = Map.of("base", 4, "digits", 4, "small", 2);

    static final DataFlowSpace PLAIN = DataFlowSpace.of("base", List.of("base", "digits", "small"));

    /** Scales of 0.5, 1 and 1.5: few enough that random paths meet. */
    static ScaleSettings coarse(ScaleEncoding encoding) {
        return ScaleSettings.of(encoding).between(0.5, 1.5, 0.5);
    }

    static LayerPathGenome genome(DataFlowSpace space) {
        return new LayerPathGenome(space, "base", LAYERS);
    }

    static List<Double> genes(LayerPathGenome genome, int seed) {
        return Streams.of(seed, "genes", 1).doubles(genome.size()).boxed().toList();
    }

    static LayerPath path(Recipe recipe) {
        return (LayerPath) recipe.composition();
    }

    static Recipe recipe(String... layers) {
        return Recipe.of(LayerPath.METHOD, LayerPath.of(layers(layers))).withBaseModel("base");
    }

    /** Layers such as {@code base 3} or {@code digits 1 0.5}. */
    static List<PathLayer> layers(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.split(" "))
                .map(
                        words ->
                                new PathLayer(
                                        words[0],
                                        Integer.parseInt(words[1]),
                                        words.length > 2 ? Double.parseDouble(words[2]) : 1))
                .toList();
    }

    static String words(Recipe recipe) {
        return path(recipe).layers().stream()
                .map(
                        layer ->
                                layer.model().charAt(0)
                                        + ""
                                        + layer.layer()
                                        + (layer.isScaled() ? "x" + layer.scale() : ""))
                .collect(Collectors.joining(" "));
    }

    private LayerPaths() {}
}
