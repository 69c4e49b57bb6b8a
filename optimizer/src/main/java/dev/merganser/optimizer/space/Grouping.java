package dev.merganser.optimizer.space;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The groups of tensors that share their values, each tensor in one: the stem first, then the
 * layers in order, then the head.
 */
final class Grouping {

    /** Tensors that share their values, under a name for people. */
    record Group(String name, List<String> tensors) {
        Group {
            tensors = List.copyOf(tensors);
        }
    }

    private static final Comparator<TensorPlace.Layer> IN_ORDER =
            Comparator.comparing(TensorPlace.Layer::stack)
                    .thenComparingInt(TensorPlace.Layer::number);

    private final List<String> stem = new ArrayList<>();
    private final Map<TensorPlace.Layer, List<String>> layers = new TreeMap<>(IN_ORDER);
    private final List<String> head = new ArrayList<>();

    private Grouping(Collection<String> tensors) {
        for (String tensor : tensors) {
            switch (TensorPlace.of(tensor)) {
                case TensorPlace.Stem _ -> stem.add(tensor);
                case TensorPlace.Layer layer ->
                        layers.computeIfAbsent(layer, _ -> new ArrayList<>()).add(tensor);
                case TensorPlace.Head _ -> head.add(tensor);
            }
        }
    }

    /** The groups of a model's tensors. */
    static List<Group> of(Granularity granularity, Collection<String> tensors) {
        List<String> sorted = tensors.stream().sorted().toList();
        var grouping = new Grouping(sorted);
        List<Group> groups =
                switch (granularity) {
                    case Granularity.Global _ -> List.of(new Group("all", sorted));
                    case Granularity.Layers(int size) -> grouping.byLayers(size);
                    case Granularity.Sublayer _ -> grouping.bySublayer();
                    case Granularity.Single _ -> one(sorted);
                };
        return groups.stream().filter(group -> !group.tensors().isEmpty()).toList();
    }

    private static List<Group> one(List<String> tensors) {
        return tensors.stream().map(tensor -> new Group(tensor, List.of(tensor))).toList();
    }

    private List<Group> byLayers(int size) {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        layers.forEach(
                (layer, tensors) -> {
                    int first = layer.number() / size * size;
                    String name = layer.stack() + first;
                    String shown = size == 1 ? name : name + "-" + (first + size - 1);
                    byName.computeIfAbsent(shown, _ -> new ArrayList<>()).addAll(tensors);
                });
        List<Group> groups = new ArrayList<>();
        groups.add(new Group("stem", stem));
        byName.forEach((name, tensors) -> groups.add(new Group(name, tensors)));
        groups.add(new Group("head", head));
        return groups;
    }

    private List<Group> bySublayer() {
        List<Group> groups = new ArrayList<>(withBiases(stem));
        layers.forEach((layer, tensors) -> groups.addAll(parts(layer, tensors)));
        groups.add(new Group("head", head));
        return groups;
    }

    /**
     * One by one, but a bias with its weight: they are one map, so weighting them apart is noise.
     */
    private static List<Group> withBiases(List<String> tensors) {
        Map<String, List<String>> byMap = new TreeMap<>();
        for (String tensor : tensors) {
            String map = tensor.replaceFirst("\\.(weight|bias)$", "");
            byMap.computeIfAbsent(map, _ -> new ArrayList<>()).add(tensor);
        }
        return byMap.entrySet().stream().map(e -> new Group(e.getKey(), e.getValue())).toList();
    }

    private static List<Group> parts(TensorPlace.Layer layer, List<String> tensors) {
        Map<String, Sublayers.Part> parts = Sublayers.of(layer.prefix(), tensors);
        List<Group> groups = new ArrayList<>();
        for (Sublayers.Part part : Sublayers.Part.values()) {
            List<String> members = tensors.stream().filter(t -> parts.get(t) == part).toList();
            groups.add(new Group(layer.prefix() + part.word(), members));
        }
        return groups;
    }
}
