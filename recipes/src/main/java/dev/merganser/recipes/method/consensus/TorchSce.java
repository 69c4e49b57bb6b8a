package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.torch.TorchArithmetic;
import dev.merganser.recipes.method.torch.TorchTypes;

import java.util.function.Consumer;

/**
 * mergekit's {@link Sce}, every step rounded. Weights are even where the mean squares sum to less
 * than 10⁻⁶, as they do for ordinary fine-tunes, and are divided by at least that. Refused where
 * nothing is selected: mergekit would write a tensor of another shape. Of fusechat's semantics,
 * which mergekit has not, nothing changes.
 */
record TorchSce(Sce method, TorchTypes types) implements BlockMethod {
    private static final float LEAST = 1e-6f;

    @Override
    public MethodDescriptor descriptor() {
        return method.descriptor();
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return false;
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        if (tensor.arguments().text("semantics").equals(Sce.FUSECHAT)) {
            return method.prepare(tensor);
        }
        Consumer<Block> select = selecting(tensor);
        float[] weights = weights(tensor, select);
        return TorchArithmetic.finite(
                tensor.info(),
                (block, merged) -> {
                    select.accept(block);
                    for (int i = 0; i < block.length(); i++) {
                        merged[i] = types.round(block.base()[i] + mean(block, i, weights));
                    }
                });
    }

    private Consumer<Block> selecting(MergeTensor tensor) {
        double share = tensor.arguments().number("select_topk");
        if (share == 1) {
            return this::take;
        }
        Selection selection = Selection.of(tensor, share, this::take);
        if (selection.count() == 0) {
            throw new BadDataException(
                    "Parameter 'select_topk' of sce must select an element of tensor '%s', but %s of those at which its models differ is none: mergekit would write another shape here. Maybe a larger one for it, or no --compat."
                            .formatted(tensor.name(), share));
        }
        return block -> {
            take(block);
            selection.apply(block);
        };
    }

    private void take(Block block) {
        types.round(block);
        for (int m = 0; m < block.models(); m++) {
            types.subtract(block.base(), block.model(m), block.length());
        }
    }

    private float[] weights(MergeTensor tensor, Consumer<Block> select) {
        double[] energies = Energies.of(tensor, select);
        float[] weights = new float[energies.length];
        float total = 0;
        for (int m = 0; m < weights.length; m++) {
            weights[m] = types.round((float) (energies[m] / tensor.elements()));
            total += weights[m];
        }
        float sum = types.round(total);
        for (int m = 0; m < weights.length; m++) {
            weights[m] = types.round(sum < LEAST ? 1f / weights.length : weights[m] / sum);
        }
        return weights;
    }

    private float mean(Block block, int i, float[] weights) {
        boolean positive = types.round(sum(block, i)) >= 0;
        float sum = 0;
        float share = 0;
        for (int m = 0; m < weights.length; m++) {
            float delta = block.model(m)[i];
            if (positive ? delta > 0 : delta < 0) {
                sum += types.round(delta * weights[m]);
                share += weights[m];
            }
        }
        return types.round(types.round(sum) / Math.max(types.round(share), types.round(LEAST)));
    }

    private static float sum(Block block, int i) {
        float sum = 0;
        for (int m = 0; m < block.models(); m++) {
            sum += block.model(m)[i];
        }
        return sum;
    }
}
