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
 * DELLA-Merging (arXiv:2406.11617). Drop: in each row of a task vector an element is kept with a
 * probability that rises with the rank of its magnitude ({@link RankDensities}). Rescale: what is
 * left is scaled to the L1 norm of the whole, where the paper divides each element by its
 * probability. Elect and merge as {@link Ties}.
 */
public final class Della implements BlockMethod, TorchTwin {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "della",
                            "Drop small elements more likely than large ones, rescale, elect a sign, merge what agrees",
                            "DELLA, arXiv:2406.11617",
                            BaseUse.REQUIRED,
                            TaskVectorParameters.sparse(true, true, TaskVectorParameters.EPSILON))
                    .drawingMasks()
                    .explained(
                            "b + λ mean of the weighted, dropped task vectors that agree with the elected sign",
                            "Each element of a row (of a vector: of all of it; with more than two dimensions: of an output channel) is kept with a probability that rises evenly with the rank of its magnitude, from `density` − ε to `density` + ε, ε at most `density` and 1 − `density`; by a mask that depends on seed, model, tensor and element only ([decision](adr/0009-masks.md)). `rescale` restores the L1 norm of the whole.")
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
        return TaskVectorKernel.electing(
                tensor, RandomDrop.byRank(tensor, RankedRows.of(tensor.shape())));
    }

    @Override
    public BlockMethod inTorch(TorchTypes types) {
        return new TorchTaskVectors(DESCRIPTOR, types, Sparsity.RANKED, true);
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
