package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;

import java.util.List;

/**
 * {@link Ties} once the whole model has been looked at.
 *
 * @param trims of the models over all tensors with {@code trim: model}
 * @param zeroIsPositive which sign a vote without winner elects in those tensors
 */
record TiesOfModel(MethodDescriptor descriptor, ModelTrims trims, boolean zeroIsPositive)
        implements BlockMethod {

    /** With the trims of these tensors. */
    static TiesOfModel of(MethodDescriptor descriptor, List<MergeTensor> tensors) {
        var open = new TiesOfModel(descriptor, ModelTrims.of(tensors), true);
        long balance = tensors.stream().mapToLong(open::balance).sum();
        return new TiesOfModel(descriptor, open.trims, balance > 0);
    }

    /** Whether the task vectors of a tensor are trimmed together with those of others. */
    static boolean isTrimmedWithOthers(MergeTensor tensor) {
        return tensor.arguments().text("trim").equals("model");
    }

    private long balance(MergeTensor tensor) {
        TaskVectorKernel kernel = prepare(tensor);
        return tensor
                .overStretches(
                        MergeTensor.STRETCH,
                        stretch -> {
                            long[] balance = new long[1];
                            stretch.forEachBlock(block -> balance[0] += kernel.balance(block));
                            return balance[0];
                        })
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public TaskVectorKernel prepare(MergeTensor tensor) {
        boolean withOthers = isTrimmedWithOthers(tensor);
        Election election = Election.of(tensor.arguments(), !withOthers || zeroIsPositive);
        return TaskVectorKernel.electing(
                tensor, withOthers ? trims.of(tensor) : Trim.ofAll(tensor), election);
    }
}
