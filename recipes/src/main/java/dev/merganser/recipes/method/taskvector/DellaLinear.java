package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.taskvector.TorchTaskVectors.Sparsity;
import dev.merganser.recipes.method.torch.TorchTwin;
import dev.merganser.recipes.method.torch.TorchTypes;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.Optional;

/**
 * DELLA with a weighted sum: drop and rescale as {@link Della} (arXiv:2406.11617), then base + λ ·
 * Σ weightᵢ · δᵢ.
 */
public final class DellaLinear implements BlockMethod, TorchTwin {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "della_linear",
                            "Drop small elements more likely than large ones, rescale, add up",
                            "DELLA, arXiv:2406.11617",
                            BaseUse.REQUIRED,
                            TaskVectorParameters.sparse(false, true, TaskVectorParameters.EPSILON))
                    .drawingMasks()
                    .linearInWeight()
                    .explained("b + λ Σ wᵢ drop(δᵢ)", "Drops as `della` does.")
                    .costing(
                            "with each row ranked, twice with `rescale` where masks are too large to remember");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        return TaskVectorKernel.summing(
                tensor, RandomDrop.byRank(tensor, RankedRows.of(tensor.shape())));
    }

    @Override
    public BlockMethod inTorch(TorchTypes types) {
        return new TorchTaskVectors(DESCRIPTOR, types, Sparsity.RANKED, false);
    }

    @Override
    public boolean addsTaskVectors() {
        return true;
    }

    @Override
    public Optional<String> stopsMergekit(TensorInfo tensor, Arguments arguments, int model) {
        return RankedRows.stopsMergekit(tensor, arguments, model);
    }
}
