package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.TensorMatrix;
import dev.merganser.recipes.method.TensorwiseMethod;
import dev.merganser.recipes.method.taskvector.LargestOfModels;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * DOGE-TA, merging by adaptive projective gradient descent (arXiv:2501.01230), for each matrix:
 *
 * <ol>
 *   <li>Each task vector gets the factor λₖ = {@code eta} / ‖τₖ‖, times its weight.
 *   <li>Shared subspace: the ⌊rank/{@code subspace}⌋ largest left singular vectors U of the
 *       ⌊rank/N⌋ largest of each task vector, side by side.
 *   <li>Learn a change Δ, from 0, that takes conflicts away: Adam with rate 10⁻⁴ for so many {@code
 *       steps} on Σⱼ Σ_rows (Σ_columns τⱼ ⊙ (τⱼ − Σₖ λₖ(τₖ + Δ)))², the gradient, which is
 *       analytic, without its part U·Uᵀ·g in the shared subspace.
 *   <li>Of each τₖ + Δ keep the elements where τₖ is among the share {@code keep} of largest
 *       magnitude of the matrices in which the model has a part; the lower index wins among equals,
 *       and an element that did not change is never kept.
 *   <li>The merged matrix is base + Σ λₖ·maskₖ ⊙ (τₖ + Δ).
 * </ol>
 *
 * <p>Matrices are tensors of two dimensions, {@code [outputs, inputs]}. As in the authors' code,
 * all others stay as in the base. Holds the task vectors of one matrix in memory twice, in double,
 * and eight more matrices of its size.
 */
public final class Doge implements ModelMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "doge",
                            "Base plus trimmed task vectors and a learned change that takes conflicts away",
                            "DOGE, arXiv:2501.01230",
                            BaseUse.REQUIRED,
                            List.of(
                                    TaskMatrices.WEIGHT,
                                    ParameterSpec.number(
                                                    "subspace",
                                                    Scope.GLOBAL,
                                                    "the shared subspace has rank / subspace dimensions")
                                            .between(1, Double.POSITIVE_INFINITY)
                                            .orElse(6),
                                    ParameterSpec.number(
                                                    "keep",
                                                    Scope.GLOBAL,
                                                    "share of each model's task vector that is kept")
                                            .between(0, 1)
                                            .orElse(.3),
                                    ParameterSpec.number(
                                                    "eta",
                                                    Scope.GLOBAL,
                                                    "norm to which each task vector is scaled")
                                            .between(0, Double.POSITIVE_INFINITY)
                                            .trying(.01, .03, .07, .2, .5, 1)
                                            .orElse(.07),
                                    ParameterSpec.whole("steps", Scope.GLOBAL, "steps of Adam")
                                            .between(0, 100_000)
                                            .orElse(400)))
                    .explained(
                            "b + Σ λᵢ maskᵢ ⊙ (δᵢ + Δ), λᵢ = wᵢ η / ‖δᵢ‖",
                            "Δ is found by `steps` of Adam from 0 on the conflicts Σⱼ Σ_rows (Σ_columns δⱼ ⊙ (δⱼ − Σ λᵢ(δᵢ + Δ)))², outside the subspace that the largest left singular vectors of the δᵢ share. maskᵢ keeps the elements of largest \\|δᵢ\\| of the whole model. Only tensors of two dimensions are merged; all others stay as in the base.")
                    .costing(
                            "after two over the matrices of the model; a singular value decomposition of each matrix of each model, one more, and `steps` passes over the task vectors");

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
        List<MergeTensor> matrices =
                tensors.stream().filter(each -> TensorMatrix.isMatrix(each.shape())).toList();
        return new DogeMerge(DESCRIPTOR, LargestOfModels.of(matrices, kept(matrices)));
    }

    /**
     * How many elements are kept of each model: of each of its matrices the share {@code keep},
     * which is one for all unless the recipe says otherwise.
     */
    private static Map<String, Long> kept(List<MergeTensor> matrices) {
        Map<String, Double> shares = new HashMap<>();
        Map<String, Long> elements = new HashMap<>();
        for (MergeTensor matrix : matrices) {
            double share = matrix.arguments().number("keep") * matrix.elements();
            for (String model : matrix.modelNames()) {
                shares.merge(model, share, Double::sum);
                elements.merge(model, matrix.elements(), Long::sum);
            }
        }
        elements.replaceAll(
                (model, all) -> Math.min(all, (long) (double) shares.getOrDefault(model, 0.0)));
        return elements;
    }
}
