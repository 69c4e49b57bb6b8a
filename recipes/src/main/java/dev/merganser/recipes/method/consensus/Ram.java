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
 * Reinforced Agent Merging (RAM, arXiv:2601.13572): a model has changed an element where |δᵢ| &gt;
 * ε. What one model alone has changed is added to the base in full, what several have changed as
 * the mean of their changes; smaller differences count as none.
 */
public final class Ram implements BlockMethod {
    static final ParameterSpec EPSILON =
            ParameterSpec.number(
                            "epsilon",
                            Scope.GLOBAL,
                            "differences from the base up to this one count as none")
                    .between(0, Double.POSITIVE_INFINITY)
                    .orElse(1e-5);
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "ram",
                            "Sum what one model alone has changed, average what several have",
                            "Reinforced Agent Merging, arXiv:2601.13572",
                            BaseUse.REQUIRED,
                            List.of(EPSILON))
                    .explained(
                            "b + Σ changes, divided by their number where several models have changed an element",
                            "A model has changed an element where its task vector is beyond `epsilon`.");

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
        double[] even = new double[tensor.models().size()];
        Arrays.fill(even, 1);
        return new RamKernel(tensor.arguments().number("epsilon"), even);
    }
}
