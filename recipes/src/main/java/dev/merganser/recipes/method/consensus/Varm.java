package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.Sums;

import java.util.List;

/**
 * FuseChat's merge by the variation ratio of matrices (VaRM, arXiv:2402.16107): tensor by tensor
 * each task vector δᵢ weighs mean(δᵢ²) / Σ mean(δⱼ²), and the weighted sum is added to the base.
 */
public final class Varm implements BlockMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "varm",
                            "Base plus the task vectors, each weighted by its share of their squares",
                            "FuseChat (VaRM), arXiv:2402.16107",
                            BaseUse.REQUIRED,
                            List.of())
                    .explained(
                            "b + Σ wᵢδᵢ, wᵢ = Σ δᵢ² / Σⱼ Σ δⱼ²",
                            "The weights are those of one tensor.")
                    .costing("after one for the squares");

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
        double[] shares = Energies.shares(tensor, Deltas::take);
        return (block, merged) -> {
            Deltas.take(block);
            double[] sums = block.sums();
            Sums.weighted(block, shares, sums);
            Deltas.addToBase(block, sums, 1, merged);
        };
    }
}
