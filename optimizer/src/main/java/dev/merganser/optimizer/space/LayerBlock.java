package dev.merganser.optimizer.space;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Neighbouring layers that share their values because the experts differ from the base alike there.
 *
 * @param name by its first and last layer, such as {@code stem-layers.1} or {@code layers.2-4}
 * @param layers in order, at least one; the stem and the head count as layers
 * @param tensors of all of them
 */
public record LayerBlock(String name, List<Layer> layers, List<String> tensors) {

    public LayerBlock {
        layers = List.copyOf(layers);
        tensors = List.copyOf(tensors);
    }

    /**
     * A layer and how far the experts are from the base in it.
     *
     * @param norm of its share of the experts' task vectors; the squares of all layers sum to 1, or
     *     all are 0
     */
    public record Layer(String name, double norm) {}

    /** The layers with their norms, for people. */
    public String words() {
        return layers.stream()
                .map(layer -> String.format(Locale.ROOT, "%s %.4f", layer.name(), layer.norm()))
                .collect(Collectors.joining(", "));
    }
}
