package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.torch.TorchTwin;
import dev.merganser.recipes.method.torch.TorchTypes;

import java.util.List;
import java.util.function.Consumer;

/**
 * SCE (FuseChat, arXiv:2408.07990). Select: of the n elements at which task vectors differ, the
 * ⌊{@code select_topk} · n⌋ of the largest variance across the models. Calculate: the weight wᵢ of
 * model i is its share of the squares of all task vectors at the selected elements. Erase: at each
 * element only those task vectors stay that have the sign of their sum, positive where that is 0.
 * Their mean, weighted by wᵢ, is added to the base.
 *
 * <p>Two semantics: mergekit merges the selected elements only, so the others are the base's; the
 * authors' own code (fusechat) selects for the weights only and merges all elements. With all
 * elements selected they agree.
 */
public final class Sce implements BlockMethod, TorchTwin {
    static final String FUSECHAT = "fusechat";
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "sce",
                            "Select elements that differ, calculate weights, erase minority signs",
                            "FuseChat (SCE), arXiv:2408.07990",
                            BaseUse.REQUIRED,
                            List.of(
                                    ParameterSpec.number(
                                                    "select_topk",
                                                    Scope.GLOBAL,
                                                    "share of the differing elements that is selected")
                                            .between(0, 1)
                                            .orElse(1)
                                            .trying(.1, .3, .5, 1),
                                    ParameterSpec.text(
                                                    "semantics",
                                                    Scope.GLOBAL,
                                                    List.of("mergekit", FUSECHAT),
                                                    "whether only selected elements are merged (mergekit) or all (fusechat)")
                                            .orElse("mergekit"),
                                    ParameterSpec.flag(
                                                    "int8_mask",
                                                    Scope.GLOBAL,
                                                    "read for mergekit's sake, no effect")
                                            .orElse(false)
                                            .withoutEffect()))
                    .explained(
                            "b + Σ wᵢeᵢδᵢ / Σ wᵢeᵢ",
                            "wᵢ = Σ δᵢ² / Σⱼ Σ δⱼ² over the selected elements; eᵢ is 1 where δᵢ has the sign of Σ δⱼ, else 0.")
                    .costing(
                            "after one for the weights and, where select_topk is below 1, up to five to select");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public BlockMethod inTorch(TorchTypes types) {
        return new TorchSce(this, types);
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        Consumer<Block> select = selecting(tensor);
        double[] weights = Energies.shares(tensor, select);
        boolean all = tensor.arguments().text("semantics").equals(FUSECHAT);
        Consumer<Block> ready = all ? Deltas::take : select;
        return (block, merged) -> {
            ready.accept(block);
            double[] sums = block.sums();
            for (int i = 0; i < block.length(); i++) {
                sums[i] = mean(block, i, weights);
            }
            Deltas.addToBase(block, sums, 1, merged);
        };
    }

    /** Makes the selected elements of the task vectors out of a block's values. */
    private static Consumer<Block> selecting(MergeTensor tensor) {
        double share = tensor.arguments().number("select_topk");
        if (share == 1) {
            return Deltas::take;
        }
        Selection selection = Selection.of(tensor, share, Deltas::take);
        return block -> {
            Deltas.take(block);
            selection.apply(block);
        };
    }

    /** The weighted mean of the task vectors that have the sign of their sum; 0 without any. */
    private static double mean(Block block, int i, double[] weights) {
        double sign = sign(block, i);
        double sum = 0;
        double share = 0;
        for (int m = 0; m < weights.length; m++) {
            double delta = block.model(m)[i];
            if (delta * sign > 0) {
                sum += weights[m] * delta;
                share += weights[m];
            }
        }
        return share > 0 ? sum / share : 0;
    }

    private static double sign(Block block, int i) {
        double sum = 0;
        for (int m = 0; m < block.models(); m++) {
            sum += block.model(m)[i];
        }
        return sum >= 0 ? 1 : -1;
    }
}
