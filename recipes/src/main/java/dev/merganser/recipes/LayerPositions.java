package dev.merganser.recipes;

import java.util.Collection;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the layers of a model stand, from 0 (the first) to 1 (the last): mergekit's rule, by which
 * gradients are read. The layer of a tensor is the first {@code .N.} in its name. Tensors outside
 * the layers, before or after them, stand at 0; an only layer stands at 1.
 */
public final class LayerPositions {

    private static final Pattern LAYER = Pattern.compile("\\.(\\d{1,6})\\.");

    private final int layers;

    private LayerPositions(int layers) {
        this.layers = layers;
    }

    /**
     * The layers of a model.
     *
     * @param tensors the names of its tensors
     * @param configured number of layers that the model's configuration states; names that count
     *     further win
     */
    public static LayerPositions of(Collection<String> tensors, OptionalInt configured) {
        int named =
                tensors.stream()
                        .map(LayerPositions::layer)
                        .flatMapToInt(OptionalInt::stream)
                        .map(layer -> layer + 1)
                        .max()
                        .orElse(0);
        return new LayerPositions(Math.max(named, configured.orElse(0)));
    }

    /** Where the layer of a tensor stands, from 0 to 1. */
    public double of(String tensor) {
        OptionalInt layer = layer(tensor);
        if (layer.isEmpty()) {
            return 0;
        }
        return layers == 1 ? 1 : layer.getAsInt() / (double) (layers - 1);
    }

    private static OptionalInt layer(String tensor) {
        Matcher match = LAYER.matcher(tensor);
        return match.find()
                ? OptionalInt.of(Integer.parseInt(match.group(1)))
                : OptionalInt.empty();
    }
}
