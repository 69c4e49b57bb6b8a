package dev.merganser.recipes.method;

import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.List;

/** One model as it is, each tensor multiplied by {@code scale}. */
public final class Passthrough implements BlockMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "passthrough",
                            "One model as it is, times scale",
                            "mergekit",
                            BaseUse.NONE,
                            List.of(
                                    ParameterSpec.number(
                                                    "scale", Scope.MODEL, "factor of the tensor")
                                            .orElse(1)))
                    .withModels(1, 1)
                    .explained("`scale` · x", "");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return arguments.number("scale", 0) == 1;
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        double scale = tensor.arguments().number("scale", 0);
        return (block, merged) -> {
            float[] values = block.model(0);
            for (int i = 0; i < block.length(); i++) {
                merged[i] = (float) (values[i] * scale);
            }
        };
    }
}
