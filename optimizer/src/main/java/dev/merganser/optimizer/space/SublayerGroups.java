package dev.merganser.optimizer.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Groups of the {@link Sublayers} of each layer; the tensors of the stem one by one, a bias with
 * its weight; the head is one group.
 */
final class SublayerGroups {

    private SublayerGroups() {}

    static List<TensorGroup> of(ModelOutline outline) {
        List<TensorGroup> groups = new ArrayList<>(withBiases(outline.stem()));
        outline.layers().forEach((layer, tensors) -> groups.addAll(parts(layer, tensors)));
        groups.add(new TensorGroup("head", outline.head()));
        return groups;
    }

    /**
     * One by one, but a bias with its weight: they are one map, so weighting them apart is noise.
     */
    private static List<TensorGroup> withBiases(List<String> tensors) {
        Map<String, List<String>> byMap = new TreeMap<>();
        for (String tensor : tensors) {
            String map = tensor.replaceFirst("\\.(weight|bias)$", "");
            byMap.computeIfAbsent(map, _ -> new ArrayList<>()).add(tensor);
        }
        return byMap.entrySet().stream()
                .map(entry -> new TensorGroup(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static List<TensorGroup> parts(TensorPlace.Layer layer, List<String> tensors) {
        Map<String, Sublayers.Part> parts = Sublayers.of(layer.prefix(), tensors);
        List<TensorGroup> groups = new ArrayList<>();
        for (Sublayers.Part part : Sublayers.Part.values()) {
            List<String> members = tensors.stream().filter(t -> parts.get(t) == part).toList();
            groups.add(new TensorGroup(layer.prefix() + part.word(), members));
        }
        return groups;
    }
}
