package dev.merganser.optimizer.space;

import java.util.List;

/**
 * The groups of tensors that share their values, each tensor in one and no group empty: the stem
 * first, then the layers in order, then the head.
 *
 * @param groups in that order
 * @param blocks what the groups are, where they go by what the experts changed; else empty
 */
record Grouping(List<TensorGroup> groups, List<LayerBlock> blocks) {

    Grouping {
        groups = groups.stream().filter(group -> !group.tensors().isEmpty()).toList();
        blocks = List.copyOf(blocks);
    }

    /** Groups that go by names alone. */
    Grouping(List<TensorGroup> groups) {
        this(groups, List.of());
    }

    /** The groups of the models that are merged. */
    static Grouping of(Granularity granularity, ModelFacts models) {
        List<String> tensors = models.tensors();
        return switch (granularity) {
            case Granularity.Global _ -> new Grouping(List.of(new TensorGroup("all", tensors)));
            case Granularity.Layers(int size) ->
                    new Grouping(LayerGroups.ofSize(size, ModelOutline.of(tensors)));
            case Granularity.Blocks(int count) -> ofBlocks(LayerBlocks.of(count, models));
            case Granularity.Sublayer _ ->
                    new Grouping(SublayerGroups.of(ModelOutline.of(tensors)));
            case Granularity.Single _ -> new Grouping(oneByOne(tensors));
        };
    }

    private static Grouping ofBlocks(List<LayerBlock> blocks) {
        return new Grouping(
                blocks.stream()
                        .map(block -> new TensorGroup(block.name(), block.tensors()))
                        .toList(),
                blocks);
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
