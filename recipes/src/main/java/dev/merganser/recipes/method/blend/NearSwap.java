package dev.merganser.recipes.method.blend;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.List;

/**
 * Swaps in the model where it is near the base: mergekit's nearswap.
 *
 * <p>The share of the model is min(1, t / |x − b|), so that elements that differ by at most t
 * become the model's, and all others move by t towards it: b + clamp(x − b, −t, t). In double,
 * rounded once.
 */
public final class NearSwap implements BlockMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "nearswap",
                            "The model where it is near the base, elsewhere a step of t towards it",
                            "mergekit",
                            BaseUse.REQUIRED,
                            List.of(
                                    ParameterSpec.number(
                                                    "t",
                                                    Scope.GLOBAL,
                                                    "how far an element moves from the base at most")
                                            .between(0, Double.POSITIVE_INFINITY)
                                            .trying(.0001, .001, .01)))
                    .withModels(1, 1)
                    .explained(
                            "b + min(\\|δ\\|, t) · sign(δ)",
                            "The same as a share min(1, t / \\|δ\\|) of the model, element by element.");

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
        double t = tensor.arguments().number("t");
        return (block, merged) -> step(block.base(), block.model(0), t, merged, block.length());
    }

    private static void step(float[] base, float[] model, double t, float[] merged, int count) {
        for (int i = 0; i < count; i++) {
            double delta = (double) model[i] - base[i];
            merged[i] = (float) (base[i] + Math.clamp(delta, -t, t));
        }
    }
}
