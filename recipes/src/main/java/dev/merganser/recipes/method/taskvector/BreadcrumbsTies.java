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
 * Model Breadcrumbs with sign election: masks as {@link Breadcrumbs} (arXiv:2312.06795), then
 * elects and merges as {@link Ties} (arXiv:2306.01708), a sum unless {@code normalize} is on.
 */
public final class BreadcrumbsTies implements BlockMethod, TorchTwin {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "breadcrumbs_ties",
                            "Drop the largest and the smallest elements, elect a sign, merge what agrees",
                            "Model Breadcrumbs, arXiv:2312.06795; TIES-Merging, arXiv:2306.01708",
                            BaseUse.REQUIRED,
                            TaskVectorParameters.sparse(false, false, TaskVectorParameters.GAMMA))
                    .explained(
                            "b + λ sum of the weighted, masked task vectors that agree with the elected sign",
                            "Masks as `breadcrumbs` does.")
                    .costing("after two to mask");

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
        return TaskVectorKernel.electing(tensor, MiddleMagnitudes.ofAll(tensor));
    }

    @Override
    public BlockMethod inTorch(TorchTypes types) {
        return new TorchTaskVectors(DESCRIPTOR, types, Sparsity.MIDDLE, true);
    }

    @Override
    public boolean addsTaskVectors() {
        return true;
    }
}
