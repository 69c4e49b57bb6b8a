package dev.merganser.optimizer.command;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;

import java.util.Arrays;
import java.util.function.Function;

/** Where task vectors trimmed to one half have the magnitude of the last element that is kept. */
final class Thresholds {

    private Thresholds() {}

    /** Marks such elements of one tensor, of whatever model; task vectors as the recipe's dtype. */
    static boolean[] of(Recipe recipe, Function<String, Checkpoint> models, String tensor) {
        DType dtype = recipe.dtype().orElseThrow();
        float[] base = models.apply(recipe.baseModel().orElseThrow()).tensor(tensor).floats();
        boolean[] open = new boolean[base.length];
        for (ModelEntry entry : recipe.models()) {
            float[] values = models.apply(entry.model()).tensor(tensor).floats();
            float[] sizes = new float[base.length];
            for (int i = 0; i < base.length; i++) {
                sizes[i] = Math.abs(Floats.round(dtype, values[i] - base[i]));
            }
            float[] sorted = sizes.clone();
            Arrays.sort(sorted);
            float threshold = sorted[base.length - base.length / 2];
            for (int i = 0; i < base.length; i++) {
                open[i] |= sizes[i] == threshold;
            }
        }
        return open;
    }
}
