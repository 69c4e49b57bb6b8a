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
 * Model Breadcrumbs (arXiv:2312.06795). Mask: of each task vector the share {@code gamma} of the
 * largest elements goes, and of what remains the {@code density · n} largest stay, tensor by tensor
 * ({@link MiddleMagnitudes}; the paper's code masks along the last dimension). Then base + λ · Σ
 * weightᵢ · δᵢ.
 */
public final class Breadcrumbs implements BlockMethod, TorchTwin {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "breadcrumbs",
                            "Drop the largest and the smallest elements of each task vector, add up",
                            "Model Breadcrumbs, arXiv:2312.06795",
                            BaseUse.REQUIRED,
                            TaskVectorParameters.sparse(false, false, TaskVectorParameters.GAMMA))
                    .linearInWeight()
                    .explained(
                            "b + λ Σ wᵢ mask(δᵢ)",
                            "Of n elements the ⌊γ · n⌋ of largest magnitude go and the next ⌊`density` · n⌋ stay, tensor by tensor, the lower index first among equals. Where `density` + γ is above 1, fewer of the largest go; with a `density` of 1 none does.")
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
        return TaskVectorKernel.summing(tensor, MiddleMagnitudes.ofAll(tensor));
    }

    @Override
    public BlockMethod inTorch(TorchTypes types) {
        return new TorchTaskVectors(DESCRIPTOR, types, Sparsity.MIDDLE, false);
    }

    @Override
    public boolean addsTaskVectors() {
        return true;
    }
}
