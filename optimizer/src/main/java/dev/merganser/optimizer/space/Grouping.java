package dev.merganser.optimizer.space;

import java.util.List;

/**
 * The groups of tensors that share their values, each tensor in one and no group empty: the stem
 * first, then the layers in order, then the head.
 *
 * @param groups in that order
 */
record Grouping(List<TensorGroup> groups) {

    Grouping {
        groups = groups.stream().filter(group -> !group.tensors().isEmpty()).toList();
    }

    /** The groups of the models that are merged. */
    static Grouping of(Granularity granularity, ModelFacts models) {
        List<String> tensors = models.tensors();
        return new Grouping(
                switch (granularity) {
                    case Granularity.Global _ -> List.of(new TensorGroup("all", tensors));
                    case Granularity.Layers(int size) ->
                            LayerGroups.ofSize(size, ModelOutline.of(tensors));
                    case Granularity.Sublayer _ -> SublayerGroups.of(ModelOutline.of(tensors));
                    case Granularity.Single _ -> oneByOne(tensors);
                });
    }

    private static List<TensorGroup> oneByOne(List<String> tensors) {
        return tensors.stream().map(tensor -> new TensorGroup(tensor, List.of(tensor))).toList();
    }

    int size() {
        return groups.size();
    }

    /** A group, counted from 0. */
    TensorGroup get(int group) {
        return groups.get(group);
    }
}
