package dev.merganser.recipes.wrap;

import dev.merganser.recipes.layer.LayerPositions;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.recipe.LinesSettings;

/**
 * How far the merged task vector of each tensor goes: base + scale · (merge − base), in double,
 * rounded once; the merge itself comes rounded to float32.
 */
@FunctionalInterface
interface Scaling {

    /** Merges stay as they are. */
    Scaling NONE = _ -> 1;

    /** The scale of a tensor by its name in the merged model. */
    double of(String tensor);

    /**
     * LiNeS (arXiv:2410.17146): α + β · l / (L − 1) in layer l of L, α outside the layers. An only
     * layer is the last one.
     */
    static Scaling of(LinesSettings lines, LayerPositions positions) {
        return tensor -> lines.scale(positions.of(tensor));
    }

    /** What a merge becomes. */
    default FloatSource scaled(MergeTensor tensor, FloatSource merged) {
        double scale = of(tensor.name());
        return scale == 1 ? merged : scaled(tensor.base().orElseThrow(), merged, scale);
    }

    private static FloatSource scaled(FloatSource base, FloatSource merged, double scale) {
        return (from, into, count) -> {
            float[] start = new float[count];
            base.read(from, start, count);
            merged.read(from, into, count);
            for (int i = 0; i < count; i++) {
                double end = Math.clamp(into[i], -Float.MAX_VALUE, Float.MAX_VALUE);
                into[i] = (float) (start[i] + scale * (end - start[i]));
            }
        };
    }
}
