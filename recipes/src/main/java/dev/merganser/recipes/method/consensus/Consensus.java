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
 * Consensus merging (arXiv:2405.07813): of the multi-task vector only those elements are added to
 * the base, times λ, that the TALL masks of at least {@code k} models keep. With k = 1 what no
 * model needs is left out ("catastrophic"), with k = 2 also what one alone needs ("selfish"), with
 * k = 0 nothing.
 */
public final class Consensus implements ModelMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "consensus",
                            "Add what the masks of several models keep of the multi-task vector",
                            "Consensus merging (TALL-masks), arXiv:2405.07813",
                            BaseUse.REQUIRED,
                            List.of(
                                    ParameterSpec.number(
                                                    "mask_lambda",
                                                    Scope.MODEL,
                                                    "how strict the model's mask is: larger keeps less")
                                            .between(0, Double.POSITIVE_INFINITY)
                                            .orElse(TallMask.MASK_LAMBDA)
                                            .trying(.2, .3, .4, .5, .6),
                                    ParameterSpec.whole(
                                                    "k",
                                                    Scope.GLOBAL,
                                                    "how many masks must keep an element")
                                            .between(0, Double.POSITIVE_INFINITY)
                                            .orElse(2)
                                            .trying(1, 2, 3),
                                    ParameterSpec.number(
                                                    "lambda",
                                                    Scope.GLOBAL,
                                                    "factor of what is added")
                                            .orElse(1),
                                    MultiTaskVector.PARAMETER))
                    .explained(
                            "b + λ c u",
                            "u is Σ δᵢ, or what TIES makes of them; c is 1 where \\|δᵢ\\| > `mask_lambda` · \\|u − δᵢ\\| for at least `k` models, else 0.")
                    .costing("after three over the whole model with `vector: ties`");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    /** How many models' masks keep an element of the multi-task vector. */
    static int votes(Block deltas, int i, double multi, double[] maskLambdas) {
        int votes = 0;
        for (int m = 0; m < maskLambdas.length; m++) {
            votes += TallMask.keeps(deltas.model(m)[i], multi, maskLambdas[m]) ? 1 : 0;
        }
        return votes;
    }

    @Override
    public void check(List<MergeTensor> tensors) {
        MultiTaskVector.check("consensus", tensors);
    }

    @Override
    public TensorwiseMethod survey(List<MergeTensor> tensors) {
        return new Merge(this, MultiTaskVector.of("consensus", tensors));
    }

    /** Consensus merging once the multi-task vector is known. */
    private record Merge(Consensus method, MultiTaskVector vector) implements BlockMethod {

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
            double[] maskLambdas = tensor.arguments().doubles("mask_lambda");
            double k = tensor.arguments().number("k");
            double lambda = tensor.arguments().number("lambda");
            return (block, merged) -> {
                Deltas.take(block);
                double[] sums = block.sums();
                for (int i = 0; i < block.length(); i++) {
                    double multi = vector.at(block, i);
                    sums[i] = votes(block, i, multi, maskLambdas) >= k ? multi : 0;
                }
                Deltas.addToBase(block, sums, lambda, merged);
            };
        }
    }
}
