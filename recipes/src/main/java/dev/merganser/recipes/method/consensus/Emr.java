package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.TensorwiseMethod;

import java.util.List;

/**
 * EMR-Merging (arXiv:2405.17461), of which one task's model is rebuilt. Elect: the unified task
 * vector has at each element the sign of the sum of the task vectors, negative where that is 0, and
 * the largest magnitude among those of that sign. Mask: the task keeps the elements at which its
 * own task vector has that sign. Rescale: these are multiplied by how much larger the task's own
 * magnitudes are, as the ratio of two sums over the tensors of mean magnitudes.
 */
public final class Emr implements ModelMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "emr",
                            "Elect a unified task vector, mask and rescale it for one task",
                            "EMR-Merging, arXiv:2405.17461",
                            BaseUse.REQUIRED,
                            List.of(
                                    Tasks.PARAMETER,
                                    ParameterSpec.number(
                                                    "lambda",
                                                    Scope.GLOBAL,
                                                    "factor of the rebuilt task vector")
                                            .orElse(1)))
                    .explained(
                            "b + λ rₖ mₖ u, k the `task`",
                            "u has the sign of Σ δᵢ and the largest magnitude among the δᵢ of that sign; mₖ is 1 where δₖ has that sign, else 0; rₖ = Σ mean \\|δₖ\\| / Σ mean \\|mₖu\\|, summed over the tensors.")
                    .costing("after one over the whole model");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public void check(List<MergeTensor> tensors) {
        Tasks.check(DESCRIPTOR, tensors);
    }

    @Override
    public TensorwiseMethod survey(List<MergeTensor> tensors) {
        return new Rebuilt(this, Rescalers.of(new FlattenedModel("emr", tensors)));
    }

    /** EMR-Merging once the rescalers are known. */
    private record Rebuilt(Emr method, Rescalers rescalers) implements BlockMethod {

        @Override
        public MethodDescriptor descriptor() {
            return method.descriptor();
        }

        @Override
        public boolean keepsEqualInputs(Arguments arguments) {
            return method.keepsEqualInputs(arguments);
        }

        @Override
        public BlockKernel prepare(MergeTensor tensor) {
            int task = Tasks.of(descriptor(), tensor.arguments());
            double factor = tensor.arguments().number("lambda") * rescalers.of(task);
            return (block, merged) -> {
                Deltas.take(block);
                double[] sums = block.sums();
                for (int i = 0; i < block.length(); i++) {
                    double unified = unified(block, i);
                    sums[i] = block.model(task)[i] * unified > 0 ? unified : 0;
                }
                Deltas.addToBase(block, sums, factor, merged);
            };
        }
    }

    /** An element of the unified task vector. */
    static float unified(Block deltas, int i) {
        double sum = 0;
        for (int m = 0; m < deltas.models(); m++) {
            sum += deltas.model(m)[i];
        }
        int sign = sum > 0 ? 1 : -1;
        float largest = 0;
        for (int m = 0; m < deltas.models(); m++) {
            largest = Math.max(largest, sign * deltas.model(m)[i]);
        }
        return sign * largest;
    }
}
