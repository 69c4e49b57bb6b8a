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
 * TIES-Merging (arXiv:2306.01708). Trim: of each task vector the {@code density · n} elements of
 * largest magnitude within the tensor are kept (the lower index wins among equals; at least one
 * element unless the density is 0). Elect: each element takes the sign of the weighted sum of the
 * trimmed task vectors, positive where that is 0. Merge: the weighted mean of those that have that
 * sign, times λ, is added to the base.
 *
 * <p>As in mergekit, and unlike the paper, weights have a part in the election: a negative one
 * turns its task vector round.
 */
public final class Ties implements BlockMethod, TorchTwin {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "ties",
                            "Trim each task vector, elect a sign, merge what agrees with it",
                            "TIES-Merging, arXiv:2306.01708",
                            BaseUse.REQUIRED,
                            TaskVectorParameters.sparse(true, false))
                    .explained(
                            "b + λ mean of the weighted, trimmed task vectors that agree with the elected sign",
                            "");

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
        return TaskVectorKernel.electing(tensor, Trim.ofAll(tensor));
    }

    @Override
    public BlockMethod inTorch(TorchTypes types) {
        return new TorchTaskVectors(DESCRIPTOR, types, Sparsity.LARGEST, true);
    }

    @Override
    public boolean addsTaskVectors() {
        return true;
    }
}
