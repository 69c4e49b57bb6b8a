package dev.merganser.recipes.output;

import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.PathLayer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A layer path in words, for people. */
final class PathWords {

    private PathWords() {}

    /**
     * Its layers in order, those that follow each other in their model together.
     *
     * @param called what models and merges are called
     */
    static String of(LayerPath path, Function<String, String> called) {
        List<String> runs = new ArrayList<>();
        List<PathLayer> layers = path.layers();
        int from = 0;
        for (int i = 1; i <= layers.size(); i++) {
            if (i == layers.size() || !layers.get(i).follows(layers.get(i - 1))) {
                runs.add(run(layers.get(from), layers.get(i - 1), called));
                from = i;
            }
        }
        return "It has %d layers, in this order, counted from 0: %s."
                .formatted(layers.size(), String.join("; ", runs));
    }

    private static String run(PathLayer first, PathLayer last, Function<String, String> called) {
        String layers =
                first.layer() == last.layer()
                        ? "layer " + first.layer()
                        : "layers %d to %d".formatted(first.layer(), last.layer());
        String scale = first.isScaled() ? String.format(Locale.ROOT, " × %s", first.scale()) : "";
        return "%s of `%s`%s".formatted(layers, called.apply(first.model()), scale);
    }
}
