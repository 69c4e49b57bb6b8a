package dev.merganser.recipes.method.torch;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;

import java.util.Map;

/**
 * A method by {@link TorchArithmetic}, whose types depend on the tensor.
 *
 * @param method the method by the safe rules
 * @param types the types of each tensor by its name
 */
record MergekitMethod(MergeMethod method, Map<String, TorchTypes> types) implements BlockMethod {

    MergekitMethod {
        types = Map.copyOf(types);
    }

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
        TorchTypes known = types.get(tensor.name());
        if (known == null) {
            throw new IllegalArgumentException("There are no types for " + tensor.name());
        }
        return TorchArithmetic.of(method, known)
                .orElseThrow(() -> new IllegalStateException(descriptor().name()))
                .prepare(tensor);
    }
}
