package dev.merganser.recipes.plan;

import dev.merganser.recipes.align.AlignedTensor;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.mask.MaskSource;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.Passthrough;
import dev.merganser.recipes.method.StatisticsSource;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.Map;

/**
 * What a plan of a layer path knows beside its tensors.
 *
 * @param stem the model whose weights stand before the layers, and whose tokens are read
 * @param merges the merges that the path names, planned
 * @param factors what weights are multiplied by
 * @param leavesScales whether the path has scales that no factor carries, so that its weights
 *     belong into a graph which has them
 * @param endsFit whether stem and head are of the models of the first and the last layer, and all
 *     models call their layers alike, so that slices can say the same
 */
public record PlannedPath(
        Checkpoint stem,
        Map<String, MergePlan> merges,
        LayerFactors factors,
        boolean leavesScales,
        boolean endsFit) {

    /** What each tensor is made by. */
    static final MergeMethod METHOD = new Passthrough();

    public PlannedPath {
        merges = Map.copyOf(merges);
    }

    /** One tensor of the path, to be stored as {@code info} says. */
    PlannedTensor planned(AlignedTensor tensor, TensorInfo info) {
        return switch (tensor) {
            case AlignedTensor.Copied(var copied) -> new PlannedTensor.Copied(copied);
            case AlignedTensor.Merged merged -> planned(merged, info);
        };
    }

    private PlannedTensor planned(AlignedTensor.Merged tensor, TensorInfo info) {
        String model = tensor.references().getFirst();
        String there = tensor.namesInModels().getFirst();
        double factor = factors.of(info.name());
        MergePlan merge = merges.get(model);
        if (merge != null && factor == 1 && isStored(merge, there, info)) {
            return new PlannedTensor.OfMerge(info, merge, there);
        }
        return new PlannedTensor.Merged(
                info,
                tensor,
                scaled(factor),
                MaskSource.seeded(0),
                StatisticsSource.NONE,
                List.of(model));
    }

    private static boolean isStored(MergePlan merge, String tensor, TensorInfo info) {
        return merge.info(tensor).filter(there -> there.dtype() == info.dtype()).isPresent();
    }

    private static Arguments scaled(double factor) {
        return Arguments.resolve(
                METHOD.descriptor(), Map.of(), List.of(Map.of("scale", Argument.of(factor))));
    }
}
