package dev.merganser.recipes.wrap;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.TensorMethod;
import dev.merganser.recipes.method.TensorwiseMethod;

/**
 * A method that gets other experts, and whose merges are scaled. Its tensors have a base.
 *
 * @param method merges; gets no base where it looks at none
 */
record TensorAround(TensorwiseMethod method, Experts experts, Scaling scaling)
        implements TensorMethod {

    /** What the method itself is given for a tensor. */
    static MergeTensor inputs(MergeMethod method, Experts experts, MergeTensor tensor) {
        MergeTensor inputs = experts.in(tensor);
        return method.descriptor().baseUse() == BaseUse.NONE ? inputs.withoutBase() : inputs;
    }

    @Override
    public MethodDescriptor descriptor() {
        return method.descriptor();
    }

    /** All inputs, the base among them, are equal: there is no task vector to change. */
    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return method.keepsEqualInputs(arguments);
    }

    @Override
    public FloatSource merge(MergeTensor tensor) {
        MergeTensor inputs = inputs(method, experts, tensor);
        FloatSource merged =
                switch (method) {
                    case BlockMethod block -> inputs.mergedBy(block.prepare(inputs));
                    case TensorMethod whole -> whole.merge(inputs);
                };
        return scaling.scaled(tensor, merged);
    }
}
