package dev.merganser.recipes.plan;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.Optional;

/**
 * How much there is to do for a merge.
 *
 * @param tensors merged and copied
 * @param parameters elements of the merged model
 * @param values elements of all inputs that are merged
 * @param inputBytes stored size of all inputs
 * @param outputBytes stored size of the merged tensors
 * @param largestTensor elements of the largest tensor times its inputs and the result
 * @param inputs most inputs that one tensor has
 * @param matrices the merged tensors of two dimensions
 */
public record MergeWork(
        int tensors,
        long parameters,
        long values,
        long inputBytes,
        long outputBytes,
        long largestTensor,
        int inputs,
        List<Layer> matrices) {

    private static final MergeWork NONE = new MergeWork(0, 0, 0, 0, 0, 0, 0, List.of());

    public MergeWork {
        matrices = List.copyOf(matrices);
    }

    /**
     * A merged matrix.
     *
     * @param models without the base
     */
    public record Layer(long rows, long columns, int models, Arguments arguments) {}

    public static MergeWork of(MergePlan plan) {
        MergeWork sums = plan.planned().stream().map(MergeWork::of).reduce(NONE, MergeWork::plus);
        return sums.with(
                plan.planned().stream().flatMap(tensor -> layer(tensor).stream()).toList());
    }

    private static Optional<Layer> layer(PlannedTensor tensor) {
        List<Long> dims = tensor.info().shape().dims();
        return tensor instanceof PlannedTensor.Merged merged && dims.size() == 2
                ? Optional.of(
                        new Layer(
                                dims.get(0),
                                dims.get(1),
                                merged.arguments().models(),
                                merged.arguments()))
                : Optional.empty();
    }

    private MergeWork with(List<Layer> layers) {
        return new MergeWork(
                tensors,
                parameters,
                values,
                inputBytes,
                outputBytes,
                largestTensor,
                inputs,
                layers);
    }

    /** This work with further files to read. */
    public MergeWork reading(long bytes) {
        return new MergeWork(
                tensors,
                parameters,
                values,
                inputBytes + bytes,
                outputBytes,
                largestTensor,
                inputs,
                matrices);
    }

    private static MergeWork of(PlannedTensor tensor) {
        TensorInfo info = tensor.info();
        return switch (tensor) {
            case PlannedTensor.Copied _, PlannedTensor.OfMerge _ ->
                    new MergeWork(
                            1,
                            info.shape().elements(),
                            0,
                            info.bytes(),
                            info.bytes(),
                            0,
                            1,
                            List.of());
            case PlannedTensor.Merged merged ->
                    merged(
                            info,
                            merged.inputs().inputs().map(input -> input.values().info()).toList());
        };
    }

    private static MergeWork merged(TensorInfo info, List<TensorInfo> inputs) {
        long elements = info.shape().elements();
        return new MergeWork(
                1,
                elements,
                elements * inputs.size(),
                inputs.stream().mapToLong(TensorInfo::bytes).sum(),
                info.bytes(),
                elements * (inputs.size() + 1),
                inputs.size(),
                List.of());
    }

    private MergeWork plus(MergeWork other) {
        return new MergeWork(
                tensors + other.tensors,
                parameters + other.parameters,
                values + other.values,
                inputBytes + other.inputBytes,
                outputBytes + other.outputBytes,
                Math.max(largestTensor, other.largestTensor),
                Math.max(inputs, other.inputs),
                List.of());
    }
}
