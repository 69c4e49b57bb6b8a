package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.Arrays;
import java.util.List;

/**
 * MagMax (arXiv:2407.06322): each element takes the weighted task vector wᵢδᵢ of largest magnitude,
 * that of the later model among equals; λ times that is added to the base.
 */
public final class MagMax implements BlockMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "magmax",
                            "Base plus, element by element, the task vector of largest magnitude",
                            "MagMax, arXiv:2407.06322",
                            BaseUse.REQUIRED,
                            List.of(
                                    ParameterSpec.number(
                                                    "weight",
                                                    Scope.MODEL,
                                                    "factor of the task vector, before the largest is chosen")
                                            .orElse(1),
                                    ParameterSpec.number(
                                                    "lambda",
                                                    Scope.GLOBAL,
                                                    "factor of the combined task vector")
                                            .orElse(.5)))
                    .explained(
                            "b + λ wₖδₖ, k the model of the largest |wₖδₖ|",
                            "Of equal magnitudes the later model's.");

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
        double[] weights = tensor.arguments().doubles("weight");
        double lambda = tensor.arguments().number("lambda");
        return (block, merged) -> {
            Deltas.take(block);
            double[] largest = block.sums();
            Arrays.fill(largest, 0, block.length(), 0);
            for (int m = 0; m < weights.length; m++) {
                keepLarger(block.model(m), weights[m], largest, block.length());
            }
            Deltas.addToBase(block, largest, lambda, merged);
        };
    }

    private static void keepLarger(float[] delta, double weight, double[] largest, int count) {
        for (int i = 0; i < count; i++) {
            double value = weight * delta[i];
            largest[i] = Math.abs(value) >= Math.abs(largest[i]) ? value : largest[i];
        }
    }
}
