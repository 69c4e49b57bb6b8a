package dev.merganser.optimizer.survey;

import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** How long one thread takes to merge all float tensors in memory. */
final class MergeSeconds {

    private static final double SHORT = 1;
    private static final int REPEATS = 3;

    private MergeSeconds() {}

    /** The shortest of three merges, of one where it takes longer than a second. */
    static double of(Merger merger, Recipe recipe) {
        double seconds = Double.POSITIVE_INFINITY;
        for (int i = 0; i < REPEATS; i++) {
            seconds = Math.min(seconds, once(merger, recipe));
            if (seconds > SHORT) {
                break;
            }
        }
        return seconds;
    }

    private static double once(Merger merger, Recipe recipe) {
        long start = System.nanoTime();
        MergePlan plan = merger.plan(recipe);
        try (Arena arena = Arena.ofConfined()) {
            for (TensorInfo tensor : plan.tensors()) {
                if (tensor.dtype().isFloat()) {
                    MemorySegment values =
                            arena.allocate(ValueLayout.JAVA_FLOAT, tensor.shape().elements());
                    plan.read(tensor.name(), values);
                }
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
