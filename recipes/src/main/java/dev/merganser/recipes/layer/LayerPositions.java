package dev.merganser.recipes.layer;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Where the layers of a model stand, from 0 (the first) to 1 (the last): mergekit's rule, by which
 * gradients are read. The layer of a tensor is the first {@code .N.} in its name; what stands
 * before it is the layer's stack, and each stack of a model counts its own layers. Tensors outside
 * the layers, before or after them, stand at 0; an only layer stands at 1.
 */
public final class LayerPositions {

    private final Map<String, Integer> layers;

    private LayerPositions(Map<String, Integer> layers) {
        this.layers = layers;
    }

    /**
     * The layers of a model.
     *
     * @param tensors the names of its tensors
     * @param configured number of layers that the model's configuration states, heeded where there
     *     is one stack; names that count further win
     */
    public static LayerPositions of(Collection<String> tensors, OptionalInt configured) {
        Map<String, Integer> layers = new HashMap<>();
        for (String tensor : tensors) {
            LayerName.of(tensor)
                    .ifPresent(name -> layers.merge(name.stack(), name.layer() + 1, Math::max));
        }
        if (layers.size() == 1) {
            layers.replaceAll((_, named) -> Math.max(named, configured.orElse(0)));
        }
        return new LayerPositions(layers);
    }

    /** Where the layer of a tensor stands, from 0 to 1. */
    public double of(String tensor) {
        return LayerName.of(tensor)
                .map(name -> position(name.layer(), layers.getOrDefault(name.stack(), 1)))
                .orElse(0.0);
    }

    /** How many layers the only stack has; empty where there is none, or more than one. */
    public OptionalInt ofOnlyStack() {
        return layers.size() == 1
                ? OptionalInt.of(layers.values().iterator().next())
                : OptionalInt.empty();
    }

    /** How many layers there are in all stacks. */
    public int count() {
        return layers.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Where a layer stands among so many. */
    public static double position(int layer, int layers) {
        return layers == 1 ? 1 : layer / (double) (layers - 1);
    }
}
