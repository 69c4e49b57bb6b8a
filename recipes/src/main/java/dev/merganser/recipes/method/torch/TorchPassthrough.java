package dev.merganser.recipes.method.torch;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.Passthrough;

/** mergekit's {@link Passthrough}: cast and scaled in its {@code dtype}. */
record TorchPassthrough(MethodDescriptor descriptor, TorchTypes types) implements BlockMethod {

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return false;
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        float scale = (float) tensor.arguments().number("scale", 0);
        return TorchArithmetic.finite(
                tensor.info(),
                (block, merged) -> {
                    types.load(block);
                    for (int i = 0; i < block.length(); i++) {
                        merged[i] = types.round(block.model(0)[i] * scale);
                    }
                });
    }
}
