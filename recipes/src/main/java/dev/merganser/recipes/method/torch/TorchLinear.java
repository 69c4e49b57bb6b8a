package dev.merganser.recipes.method.torch;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.Linear;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;

/** mergekit's {@link Linear}: no guard against weights that cancel. */
record TorchLinear(MethodDescriptor descriptor, TorchTypes types) implements BlockMethod {

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return false;
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        float[] weights = types.weights(tensor.arguments());
        boolean normalize = tensor.arguments().flag("normalize");
        float total = normalize ? types.sum(weights) : 1;
        return TorchArithmetic.finite(
                tensor.info(),
                (block, merged) -> {
                    types.load(block);
                    for (int i = 0; i < block.length(); i++) {
                        merged[i] = types.round(weighted(block, i, weights) / total);
                    }
                });
    }

    private float weighted(Block block, int i, float[] weights) {
        float sum = 0;
        for (int m = 0; m < weights.length; m++) {
            sum += types.round(weights[m] * block.model(m)[i]);
        }
        return types.round(sum);
    }
}
