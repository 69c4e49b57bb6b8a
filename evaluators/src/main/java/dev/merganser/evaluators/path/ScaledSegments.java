package dev.merganser.evaluators.path;

import dev.merganser.evaluators.segment.Segment;
import dev.merganser.recipes.recipe.Scaling;

import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** The scaled variants of segments, each made once. Safe for use by many threads. */
final class ScaledSegments {

    private final IdentityHashMap<Segment, Map<Scaling, Segment>> variants =
            new IdentityHashMap<>();

    /**
     * A layer with a scale as its input.
     *
     * @param place names the layer in messages
     */
    synchronized PoolStep of(PoolStep layer, Scaling scaling, String place) {
        Segment variant =
                variants.computeIfAbsent(layer.segment(), _ -> new EnumMap<>(Scaling.class))
                        .computeIfAbsent(scaling, by -> new LayerScaling(layer, place).scaled(by));
        return new PoolStep(
                variant,
                layer.weights(),
                layer.inputs(),
                layer.outputs(),
                Optional.of(LayerScaling.SCALE));
    }
}
