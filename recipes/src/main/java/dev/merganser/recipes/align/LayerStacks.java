package dev.merganser.recipes.align;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The tensors of a model by stack and layer, and those outside the layers, in their order. */
final class LayerStacks {

    private final Map<String, TreeMap<Integer, List<String>>> stacks = new LinkedHashMap<>();
    private final List<String> outside = new ArrayList<>();

    private LayerStacks() {}

    static LayerStacks of(Checkpoint checkpoint) {
        var stacks = new LayerStacks();
        for (TensorInfo info : checkpoint.tensors()) {
            LayerName.of(info.name())
                    .ifPresentOrElse(stacks::add, () -> stacks.outside.add(info.name()));
        }
        return stacks;
    }

    private void add(LayerName name) {
        stacks.computeIfAbsent(name.stack(), _ -> new TreeMap<>())
                .computeIfAbsent(name.layer(), _ -> new ArrayList<>())
                .add(name.rest());
    }

    /** The names of the stacks. */
    Set<String> names() {
        return stacks.keySet();
    }

    /** How many layers a stack has: one more than the highest number. */
    int layers(String stack) {
        var layers = stacks.get(stack);
        return layers == null ? 0 : layers.lastKey() + 1;
    }

    /** The tensors of a layer, as they are called in it. */
    List<String> rests(String stack, int layer) {
        var layers = stacks.get(stack);
        return layers == null ? List.of() : layers.getOrDefault(layer, List.of());
    }

    /** The tensors outside the layers. */
    List<String> outside() {
        return outside;
    }
}
