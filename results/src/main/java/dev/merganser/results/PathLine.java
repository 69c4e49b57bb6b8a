package dev.merganser.results;

import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.RecipeReader;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A path of layers as one line, such as {@code base 0–2 · digits 1 ×0.85 · base 4}: layers that
 * follow each other in one model with one scale are drawn together.
 */
final class PathLine {

    private final List<String> parts = new ArrayList<>();

    private PathLine() {}

    /**
     * The line of a recipe; empty where it is no path.
     *
     * @param recipe canonical text
     */
    static Optional<String> of(String recipe) {
        // most recipes are none, and a front is written once a second
        return recipe.contains(LayerPath.METHOD)
                        && RecipeReader.parse(recipe, "recipe").composition()
                                instanceof LayerPath path
                ? Optional.of(of(path))
                : Optional.empty();
    }

    static String of(LayerPath path) {
        var line = new PathLine();
        path.stem().ifPresent(stem -> line.parts.add("stem " + stem));
        line.addLayers(path.layers());
        path.head().ifPresent(head -> line.parts.add("head " + head));
        return String.join(" · ", line.parts);
    }

    private void addLayers(List<PathLayer> layers) {
        int from = 0;
        for (int at = 1; at <= layers.size(); at++) {
            if (at == layers.size() || !layers.get(at).follows(layers.get(at - 1))) {
                parts.add(words(layers.get(from), layers.get(at - 1)));
                from = at;
            }
        }
    }

    private static String words(PathLayer first, PathLayer last) {
        String range = first.equals(last) ? "" : "–" + last.layer();
        String scale = first.isScaled() ? " ×" + number(first.scale()) : "";
        return first.model() + " " + first.layer() + range + scale;
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
