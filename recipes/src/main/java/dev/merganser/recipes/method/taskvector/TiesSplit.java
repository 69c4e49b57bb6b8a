package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.TensorwiseMethod;

import java.util.List;

/**
 * The task vectors of TIES-Merging (arXiv:2306.01708), each for itself, as AdaMerging++ learns
 * coefficients for them (arXiv:2310.02575). Trim: of each whole task vector the {@code density} of
 * largest magnitude is kept, see {@link ModelTrims}. Elect: each element takes the sign of the sum
 * of the trimmed task vectors, whatever their weights; where that is 0 the sign that more elements
 * of the model have, negative where neither has more. Then base + λ Σ weightᵢ · what of task vector
 * i has the elected sign: a sum that is linear in the weights.
 */
public final class TiesSplit implements ModelMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "ties_split",
                            "Trim each task vector, elect a sign without weights, add up what agrees with it",
                            "AdaMerging++, arXiv:2310.02575",
                            BaseUse.REQUIRED,
                            List.of(
                                    TaskVectorParameters.WEIGHT,
                                    ParameterSpec.number(
                                                    "density",
                                                    Scope.MODEL,
                                                    "share of the whole task vector that is kept")
                                            .between(0, 1)
                                            .orElse(.2),
                                    TaskVectorParameters.LAMBDA))
                    .linearInWeight()
                    .explained(
                            "b + λ Σ wᵢ agreeing(trim(δᵢ))",
                            "Trim keeps what is at least as large as the (⌊`density` · n⌋ + 1)-th element of the whole task vector. An element's sign is that of Σ trim(δᵢ), where that is 0 the sign that most elements have. Weights have no part in that, so the merge is linear in them, as gradients of coefficients need it; with weights that are equal and above 0 it is `ties` with `trim: model` and `aggregate: sum`.")
                    .costing("after three over the whole model");

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
        return TiesSplitOfModel.of(DESCRIPTOR, tensors);
    }
}
