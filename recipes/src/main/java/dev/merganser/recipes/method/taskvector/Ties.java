package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.TensorwiseMethod;
import dev.merganser.recipes.method.taskvector.TorchTaskVectors.Sparsity;
import dev.merganser.recipes.method.torch.TorchTwin;
import dev.merganser.recipes.method.torch.TorchTypes;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * TIES-Merging (arXiv:2306.01708). Trim: of each task vector the {@code density · n} elements of
 * largest magnitude within the tensor are kept (the lower index wins among equals; at least one
 * element unless the density is 0). Elect: each element takes the sign of the weighted sum of the
 * trimmed task vectors, positive where that is 0. Merge: the weighted mean of those that have that
 * sign, times λ, is added to the base.
 *
 * <p>{@code trim: model} compares magnitudes over the whole model, as the paper's code does, see
 * {@link ModelTrims}; a sum of 0 then takes the sign that more elements of the model have, negative
 * where neither has more. {@code majority} and {@code aggregate}: see {@link Election}.
 *
 * <p>As in mergekit, and unlike the paper, weights have a part in the election: a negative one
 * turns its task vector round.
 */
public final class Ties implements ModelMethod, TorchTwin {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "ties",
                            "Trim each task vector, elect a sign, merge what agrees with it",
                            "TIES-Merging, arXiv:2306.01708",
                            BaseUse.REQUIRED,
                            parameters())
                    .explained(
                            "b + λ mean of the weighted, trimmed task vectors that agree with the elected sign",
                            "Trim keeps the ⌊`density` · n⌋ elements of largest magnitude of a task vector, tensor by tensor: at least one unless the density is 0, the lower index among equals. With `trim: model` it keeps what is at least as large as the (⌊`density` · n⌋ + 1)-th of the whole model. An element's sign is that of Σ wᵢδᵢ (`majority: count`: of Σ sign wᵢδᵢ), positive where it is 0 (`trim: model`: the sign that most elements have). As in mergekit, weights take part. `aggregate` says what is made of those that agree: `weighted` their sum, with `normalize` divided by the sum of their weights; `sum`, `mean` and `max` pay no heed to `normalize`.")
                    .costing("after one to trim, or three over the whole model with `trim: model`");

    private static List<ParameterSpec> parameters() {
        List<ParameterSpec> all = new ArrayList<>(TaskVectorParameters.sparse(true, false));
        all.add(
                ParameterSpec.text(
                                "trim",
                                Scope.GLOBAL,
                                List.of("tensor", "model"),
                                "over what magnitudes are compared")
                        .orElse("tensor"));
        all.add(
                ParameterSpec.text(
                                "majority",
                                Scope.GLOBAL,
                                List.of("sum", "count"),
                                "elected sign: that of the sum, or that of most task vectors")
                        .orElse("sum"));
        all.add(
                ParameterSpec.text(
                                "aggregate",
                                Scope.GLOBAL,
                                List.of("weighted", "sum", "mean", "max"),
                                "what is made of the task vectors that agree; weighted heeds normalize")
                        .orElse("weighted"));
        return all;
    }

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public TensorwiseMethod survey(List<MergeTensor> tensors) {
        return TiesOfModel.of(
                DESCRIPTOR, tensors.stream().filter(TiesOfModel::isTrimmedWithOthers).toList());
    }

    @Override
    public BlockMethod inTorch(TorchTypes types) {
        return new TorchTaskVectors(DESCRIPTOR, types, Sparsity.LARGEST, true);
    }

    @Override
    public boolean addsTaskVectors() {
        return true;
    }

    @Override
    public Optional<String> stopsMergekit(TensorInfo tensor, Arguments arguments, int model) {
        double density = arguments.number("density", model);
        boolean keepsNone = density < 1 && (long) (density * tensor.shape().elements()) == 0;
        return keepsNone
                ? Optional.of(
                        "Density %s must keep an element of tensor '%s', which has %d: mergekit's ties stops here. Maybe a larger density for it, or no --compat."
                                .formatted(density, tensor.name(), tensor.shape().elements()))
                : Optional.empty();
    }
}
