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
 * mergekit's generalized task arithmetic: {@link TaskArithmetic}, {@link Ties}, {@link DareLinear},
 * {@link DareTies}, {@link Della}, {@link DellaLinear}, {@link Breadcrumbs} and {@link
 * BreadcrumbsTies}.
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
        RANDOM,
        RANKED,
        MIDDLE
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
                new TorchTaskVectorKernel(
                        types,
                        sparsifiers,
                        factors,
                        elects,
                        counts(tensor.arguments()),
                        tensor.arguments()));
    }

    private boolean counts(Arguments arguments) {
        return descriptor.parameter("majority").isPresent()
                && arguments.text("majority").equals("count");
    }

    private Sparsifier sparsifier(MergeTensor tensor, int model) {
        return switch (sparsity) {
            case NONE -> Sparsifier.NONE;
            case RANDOM -> RandomDrop.of(tensor, model);
            case RANKED -> RandomDrop.byRank(tensor, model, RankedRows.ofMergekit(tensor.shape()));
            case LARGEST -> largest(tensor, model);
            case MIDDLE -> middle(tensor, model);
        };
    }

    private Sparsifier largest(MergeTensor tensor, int model) {
        double density = tensor.arguments().number("density", model);
        return density >= 1
                ? Sparsifier.NONE
                : largest(tensor, model, (long) (density * tensor.elements()));
    }

    private Sparsifier largest(MergeTensor tensor, int model, long count) {
        return Trim.keepingLargest(
                count, tensor.elements(), piece -> types.forEachDelta(tensor, model, piece));
    }

    /** Where there is no outlier to drop, mergekit drops everything. */
    private Sparsifier middle(MergeTensor tensor, int model) {
        if (tensor.arguments().number("density", model) >= 1) {
            return Sparsifier.NONE;
        }
        var counts = MiddleMagnitudes.Counts.of(tensor, model);
        return counts.outliers() == 0
                ? Sparsifier.ALL
                : counts.sparsifier(
                        largest(tensor, model, counts.outliers() + counts.kept()),
                        largest(tensor, model, counts.outliers()));
    }
}
