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
 * DARE with sign election: drop and rescale as {@link DareLinear} (arXiv:2311.03099), then elect
 * and merge as {@link Ties} (arXiv:2306.01708), a sum unless {@code normalize} is on.
 */
public final class DareTies implements BlockMethod, TorchTwin {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "dare_ties",
                            "Drop elements at random, rescale, elect a sign, merge what agrees",
                            "DARE, arXiv:2311.03099; TIES-Merging, arXiv:2306.01708",
                            BaseUse.REQUIRED,
                            TaskVectorParameters.sparse(
                                    false, true, TaskVectorParameters.RESCALE_BY))
                    .drawingMasks()
                    .explained(
                            "b + λ sum of the weighted, dropped task vectors that agree with the elected sign",
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
        return TaskVectorKernel.electing(tensor, RandomDrop.ofAll(tensor));
    }

    @Override
    public BlockMethod inTorch(TorchTypes types) {
        return new TorchTaskVectors(DESCRIPTOR, types, Sparsity.RANDOM, true);
    }

    @Override
    public boolean addsTaskVectors() {
        return true;
    }
}
