package dev.merganser.recipes.method.blend;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;

import java.util.List;

/**
 * Takes from the model what is outstandingly important, all else from the base: mergekit's
 * arcee_fusion.
 *
 * <ol>
 *   <li>Each row (elements that differ in the last dimension) has the Kullback-Leibler divergence
 *       of the softmax of the model's row from that of the base's, each probability plus 10⁻⁸.
 *   <li>An element's importance is |x − b| times the divergence of its row.
 *   <li>Elements of at least median + 1.5 · (third − first quartile) of the importances are the
 *       model's.
 * </ol>
 *
 * <p>Everything is in double and every quartile exact: in float32 the divergence of ordinary
 * fine-tunes is rounding, with either sign. Needs one number for each row.
 */
public final class ArceeFusion implements BlockMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "arcee_fusion",
                            "The model's most important changes of the base, by magnitude and divergence",
                            "mergekit",
                            BaseUse.REQUIRED,
                            List.of())
                    .withModels(1, 1)
                    .explained(
                            "x where I ≥ median(I) + 1.5 (q₃ − q₁), else b, with I = \\|δ\\| · KL(softmax x ‖ softmax b), q₁ and q₃ the quartiles of I",
                            "The divergence is that of the element's row, along the last dimension, each probability plus 10⁻⁸; the q-th quantile of n importances is number ⌊q(n−1)⌋ in ascending order.")
                    .costing("after eight for divergences and quartiles");

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
        if (tensor.elements() == 0) {
            return (_, _) -> {};
        }
        Importance importance = new Importance(RowDivergence.of(tensor));
        double[] quartiles = Quantiles.of(tensor, importance::of, .25, .5, .75);
        double threshold = quartiles[1] + 1.5 * (quartiles[2] - quartiles[0]);
        return (block, merged) -> select(block, importance, threshold, merged);
    }

    private static void select(
            Block block, Importance importance, double threshold, float[] merged) {
        double[] importances = block.sums();
        importance.of(block, importances);
        float[] model = block.model(0);
        float[] base = block.base();
        for (int i = 0; i < block.length(); i++) {
            merged[i] = importances[i] >= threshold ? model[i] : base[i];
        }
    }

    /** How important each element is. */
    private record Importance(RowDivergence divergence) {

        void of(Block block, double[] importances) {
            float[] model = block.model(0);
            float[] base = block.base();
            divergence.forEachRun(
                    block.from(),
                    block.length(),
                    (ofRow, begin, end) -> {
                        for (int i = begin; i < end; i++) {
                            importances[i] = Math.abs((double) model[i] - base[i]) * ofRow;
                        }
                    });
        }
    }
}
