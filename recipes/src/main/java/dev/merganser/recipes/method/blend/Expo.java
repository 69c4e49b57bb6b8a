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
 * ExPO (arXiv:2404.16792): goes on from the base through the model, x + factor · (x − b), where the
 * model was aligned from the base. A factor from −1 to 0 lies between them. In double, rounded
 * once.
 */
public final class Expo implements BlockMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "expo",
                            "Extrapolation from the base through one model",
                            "ExPO, arXiv:2404.16792",
                            BaseUse.REQUIRED,
                            List.of(
                                    ParameterSpec.number(
                                                    "factor",
                                                    Scope.GLOBAL,
                                                    "how far beyond the model, in lengths of its task vector")
                                            .trying(.1, .2, .3, .5)))
                    .withModels(1, 1)
                    .explained("x + `factor` · δ", "");

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
        double factor = tensor.arguments().number("factor");
        return (block, merged) ->
                extrapolate(block.base(), block.model(0), factor, merged, block.length());
    }

    private static void extrapolate(
            float[] base, float[] model, double factor, float[] merged, int count) {
        for (int i = 0; i < count; i++) {
            merged[i] = (float) (model[i] + factor * ((double) model[i] - base[i]));
        }
    }
}
