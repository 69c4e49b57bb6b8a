package dev.merganser.optimizer.space;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Groups of whole layers; the stem and the head are one group each. */
final class LayerGroups {

    private LayerGroups() {}

    /** So many neighbouring layers of a stack to a group, counted from layer 0. */
    static List<TensorGroup> ofSize(int size, ModelOutline outline) {
        return named(
                outline,
                layer -> {
                    int first = layer.number() / size * size;
                    String name = layer.stack() + first;
                    return size == 1 ? name : name + "-" + (first + size - 1);
                });
    }

    /**
     * Layers of one name to a group.
     *
     * @param name the name of a layer's group
     */
    static List<TensorGroup> named(ModelOutline outline, Function<TensorPlace.Layer, String> name) {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        outline.layers()
                .forEach(
                        (layer, tensors) ->
                                byName.computeIfAbsent(name.apply(layer), _ -> new ArrayList<>())
                                        .addAll(tensors));
        List<TensorGroup> groups = new ArrayList<>();
        groups.add(new TensorGroup("stem", outline.stem()));
        byName.forEach((group, tensors) -> groups.add(new TensorGroup(group, tensors)));
        groups.add(new TensorGroup("head", outline.head()));
        return groups;
    }
}
