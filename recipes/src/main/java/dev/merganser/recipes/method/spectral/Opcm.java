package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.TensorMethod;
import dev.merganser.recipes.method.TensorwiseMethod;

import java.util.List;

/**
 * OPCM, orthogonal projection-based continual merging (arXiv:2501.09522): models come one after the
 * other, in the order of the recipe, and each adds only what lies across what is there already.
 *
 * <ol>
 *   <li>Begin with the task vector of the first model, Δ = τ₁.
 *   <li>For each further model decompose what is there, Δ = U·diag(σ)·Vᵀ, and let r be the number
 *       of the largest singular values whose sum is at most {@code alpha} of all. Of P = Uᵀ·τ·V
 *       drop the diagonal and the first r rows of the first r columns; add what is left: Δ ← Δ +
 *       U·P·Vᵀ. U and V are complete bases, so τ loses only what was dropped.
 *   <li>Scale Δ, over the whole model, to the mean norm of the task vectors so far.
 * </ol>
 *
 * <p>The paper divides each step by λₜ and multiplies the next by it again, which cancels: singular
 * vectors and r do not change with scale, so that only the last scaling counts. Singular values
 * that are 0 within rounding have arbitrary vectors and drop nothing. Tensors without two
 * dimensions add up. Each matrix is decomposed for each model but the first, once where the sums
 * fit into a quarter of the heap that nothing else needs, else twice.
 */
public final class Opcm implements ModelMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "opcm",
                            "Base plus task vectors one after the other, each without what is there already",
                            "OPCM, arXiv:2501.09522",
                            BaseUse.REQUIRED,
                            List.of(
                                    ParameterSpec.number(
                                                    "alpha",
                                                    Scope.GLOBAL,
                                                    "share of the singular values of what is merged already that later models may not change")
                                            .between(0, 1)
                                            .orElse(.5)))
                    .explained(
                            "b + (mean ‖δᵢ‖ / ‖Δ‖) Δ, Δ ← Δ + U P Vᵀ",
                            "Δ = U diag(σ) Vᵀ is what is merged already, P = Uᵀ δᵢ V without its diagonal and without the first r rows of its first r columns, r being how many of the largest singular values make up at most alpha of their sum. The order of models matters. Norms are those of the whole model. Tensors without two dimensions add up.")
                    .costing(
                            "after two over the whole model; a singular value decomposition of each matrix for each model but the first");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public void check(List<MergeTensor> tensors) {
        ModelMethod.requireSameModels("opcm", tensors);
    }

    @Override
    public TensorwiseMethod survey(List<MergeTensor> tensors) {
        ModelMethod.requireSameModels("opcm", tensors);
        ContinualSums sums = ContinualSums.of(tensors);
        return new Scaled(this, sums, sums.scale());
    }

    /** The last step, tensor by tensor. */
    private record Scaled(Opcm method, ContinualSums sums, double scale) implements TensorMethod {

        @Override
        public MethodDescriptor descriptor() {
            return method.descriptor();
        }

        @Override
        public boolean keepsEqualInputs(Arguments arguments) {
            return true;
        }

        @Override
        public FloatSource merge(MergeTensor tensor) {
            return sums.source(tensor, scale);
        }
    }
}
