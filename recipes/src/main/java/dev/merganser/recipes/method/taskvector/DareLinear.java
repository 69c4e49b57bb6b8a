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

/**
 * DARE with a weighted sum (arXiv:2311.03099). Drop: each element of a task vector is kept with
 * probability {@code density}. Rescale: what is left is scaled to the L1 norm of the whole, as
 * mergekit does, or with {@code rescale_by: density} divided by the density, as the paper does.
 * Then base + λ · Σ weightᵢ · δᵢ.
 */
public final class DareLinear implements BlockMethod, TorchTwin {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "dare_linear",
                            "Drop elements of each task vector at random, rescale, add up",
                            "DARE, arXiv:2311.03099",
                            BaseUse.REQUIRED,
                            TaskVectorParameters.sparse(
                                    false, true, TaskVectorParameters.RESCALE_BY))
                    .drawingMasks()
                    .linearInWeight()
                    .explained(
                            "b + λ Σ wᵢ drop(δᵢ)",
                            "With `rescale` the L1 norm of the whole is restored after the drop.")
                    .costing("after one for norms with `rescale` where `rescale_by` is norm");

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
        return TaskVectorKernel.summing(tensor, RandomDrop.ofAll(tensor));
    }

    @Override
    public BlockMethod inTorch(TorchTypes types) {
        return new TorchTaskVectors(DESCRIPTOR, types, Sparsity.RANDOM, false);
    }

    @Override
    public boolean addsTaskVectors() {
        return true;
    }
}
