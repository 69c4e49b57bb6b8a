package dev.merganser.recipes.method;

/** Task arithmetic (arXiv:2212.04089): base + λ · Σ weightᵢ · (expertᵢ − base). */
public final class TaskArithmetic implements BlockMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                    "task_arithmetic",
                    "Base plus the weighted sum of task vectors",
                    "Task arithmetic, arXiv:2212.04089",
                    BaseUse.REQUIRED,
                    TaskVectorParameters.dense(false));

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
}
