package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
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
 * TALL-masks (arXiv:2405.07813), of which one task's model is rebuilt: the base plus λ times those
 * elements of the multi-task vector u at which |δₖ| &gt; {@code mask_lambda} · |u − δₖ|, so those
 * that tell the model of task k from the base better than u does.
 */
public final class TallMask implements ModelMethod {
    static final double MASK_LAMBDA = .4;
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "tall_mask",
                            "Rebuild one model by masking the multi-task vector",
                            "TALL-masks, arXiv:2405.07813",
                            BaseUse.REQUIRED,
                            List.of(
                                    Tasks.PARAMETER,
                                    ParameterSpec.number(
                                                    "mask_lambda",
                                                    Scope.GLOBAL,
                                                    "how strict the mask is: larger keeps less")
                                            .between(0, Double.POSITIVE_INFINITY)
                                            .orElse(MASK_LAMBDA)
                                            .trying(.2, .3, .4, .5, .6),
                                    ParameterSpec.number(
                                                    "lambda",
                                                    Scope.GLOBAL,
                                                    "factor of the masked multi-task vector")
                                            .orElse(1),
                                    MultiTaskVector.PARAMETER))
                    .explained(
                            "b + λ mₖu, k the `task`",
                            "u is Σ δᵢ, or what TIES makes of them; mₖ is 1 where \\|δₖ\\| > `mask_lambda` · \\|u − δₖ\\|, else 0.")
                    .costing("after three over the whole model with `vector: ties`");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    /** Whether a task vector keeps an element of the multi-task vector. */
    static boolean keeps(double delta, double multi, double maskLambda) {
        return Math.abs(delta) > maskLambda * Math.abs(multi - delta);
    }

    @Override
    public void check(List<MergeTensor> tensors) {
        Tasks.check(DESCRIPTOR, tensors);
        MultiTaskVector.check("tall_mask", tensors);
    }

    @Override
    public TensorwiseMethod survey(List<MergeTensor> tensors) {
        ModelMethod.requireSameModels("tall_mask", tensors);
        return new Rebuilt(this, MultiTaskVector.of("tall_mask", tensors));
    }

    /** TALL-masks once the multi-task vector is known. */
    private record Rebuilt(TallMask method, MultiTaskVector vector) implements BlockMethod {

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
            double maskLambda = tensor.arguments().number("mask_lambda");
            double lambda = tensor.arguments().number("lambda");
            return (block, merged) -> {
                Deltas.take(block);
                double[] sums = block.sums();
                float[] delta = block.model(task);
                for (int i = 0; i < block.length(); i++) {
                    double multi = vector.at(block, i);
                    sums[i] = keeps(delta[i], multi, maskLambda) ? multi : 0;
                }
                Deltas.addToBase(block, sums, lambda, merged);
            };
        }
    }
}
