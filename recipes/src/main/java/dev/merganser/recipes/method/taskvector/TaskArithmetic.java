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

/** Task arithmetic (arXiv:2212.04089): base + λ · Σ weightᵢ · (expertᵢ − base). */
public final class TaskArithmetic implements BlockMethod, TorchTwin {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "task_arithmetic",
                            "Base plus the weighted sum of task vectors",
                            "Task arithmetic, arXiv:2212.04089",
                            BaseUse.REQUIRED,
                            TaskVectorParameters.dense(false))
                    .linearInWeight()
                    .explained(
                            "b + λ Σ wᵢδᵢ; with `normalize` the sum is divided by Σ wᵢ",
                            "A negative weight takes the task away that its expert was trained for.");

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
        return TaskVectorKernel.summing(tensor, Sparsifier.none(tensor.models().size()));
    }

    @Override
    public BlockMethod inTorch(TorchTypes types) {
        return new TorchTaskVectors(DESCRIPTOR, types, Sparsity.NONE, false);
    }

    @Override
    public boolean addsTaskVectors() {
        return true;
    }
}
