package dev.merganser.recipes.plan;

import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;

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
 */
public record MergeWork(
        int tensors,
        long parameters,
        long values,
        long inputBytes,
        long outputBytes,
        long largestTensor,
        int inputs) {

    private static final MergeWork NONE = new MergeWork(0, 0, 0, 0, 0, 0, 0);

    public static MergeWork of(MergePlan plan) {
        return plan.planned().stream().map(MergeWork::of).reduce(NONE, MergeWork::plus);
    }

    private static MergeWork of(PlannedTensor tensor) {
        TensorInfo info = tensor.info();
        return switch (tensor) {
            case PlannedTensor.Copied _ ->
                    new MergeWork(1, info.shape().elements(), 0, info.bytes(), info.bytes(), 0, 1);
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
                inputs.size());
    }

    private MergeWork plus(MergeWork other) {
        return new MergeWork(
                tensors + other.tensors,
                parameters + other.parameters,
                values + other.values,
                inputBytes + other.inputBytes,
                outputBytes + other.outputBytes,
                Math.max(largestTensor, other.largestTensor),
                Math.max(inputs, other.inputs));
    }
}
