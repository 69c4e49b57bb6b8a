package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.torch.TorchArithmetic;
import dev.merganser.recipes.method.torch.TorchTypes;

import java.util.List;
import java.util.stream.IntStream;

/**
 * mergekit's generalized task arithmetic: {@link TaskArithmetic}, {@link Ties}, {@link DareLinear}
 * and {@link DareTies}.
 *
 * @param sparsity which elements of a task vector stay
 * @param elects whether a sign is elected
 */
record TorchTaskVectors(
        MethodDescriptor descriptor, TorchTypes types, Sparsity sparsity, boolean elects)
        implements BlockMethod {

    /** How a task vector is sparsified. */
    enum Sparsity {
        NONE,
        LARGEST,
        RANDOM
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return false;
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        List<Sparsifier> sparsifiers =
                IntStream.range(0, tensor.models().size())
                        .mapToObj(model -> sparsifier(tensor, model))
                        .toList();
        var rescale = new TorchRescale(types, sparsity == Sparsity.RANDOM);
        boolean rescales = sparsity != Sparsity.NONE && tensor.arguments().flag("rescale");
        float[] factors = rescale.factors(tensor, rescales ? sparsifiers : List.of());
        return TorchArithmetic.finite(
                tensor.info(),
                new TorchTaskVectorKernel(types, sparsifiers, factors, elects, tensor.arguments()));
    }

    private Sparsifier sparsifier(MergeTensor tensor, int model) {
        return switch (sparsity) {
            case NONE -> Sparsifier.NONE;
            case RANDOM -> RandomDrop.of(tensor, model);
            case LARGEST -> largest(tensor, model);
        };
    }

    private Sparsifier largest(MergeTensor tensor, int model) {
        double density = tensor.arguments().number("density", model);
        return density >= 1
                ? Sparsifier.NONE
                : Trim.keepingLargest(
                        (long) (density * tensor.elements()),
                        tensor.elements(),
                        piece -> types.forEachDelta(tensor, model, piece));
    }
}
