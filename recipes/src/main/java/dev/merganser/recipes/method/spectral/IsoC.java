package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.matrix.Svd;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.TensorMatrix;
import dev.merganser.recipes.method.TensorMethod;

import java.util.List;

/**
 * Iso-C, isotropic merging in the common subspace (arXiv:2502.04959): the sum of the task vectors
 * with all singular values made equal.
 *
 * <ol>
 *   <li>Decompose the sum of the task vectors, Σ τₖ = U·diag(σ)·Vᵀ.
 *   <li>base + λ·mean(σ)·U·Vᵀ.
 * </ol>
 *
 * <p>Singular values that are 0 within rounding count in the mean, but stay 0: their vectors are
 * arbitrary. Tensors without two dimensions take the mean of their task vectors.
 */
public final class IsoC implements TensorMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "iso_c",
                            "Base plus the sum of task vectors with all singular values made equal",
                            "Iso-C, arXiv:2502.04959",
                            BaseUse.REQUIRED,
                            List.of(TaskMatrices.WEIGHT, TaskMatrices.LAMBDA))
                    .explained(
                            "b + λ σ̄ U Vᵀ with Σ wᵢδᵢ = U diag(σ) Vᵀ",
                            "Singular values that are 0 within rounding count in the mean σ̄ but stay 0. Tensors without two dimensions: the mean of the weighted task vectors times λ.")
                    .costing("a singular value decomposition of each matrix");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public FloatSource merge(MergeTensor tensor) {
        if (!TensorMatrix.isMatrix(tensor.shape())) {
            return TaskMatrices.mean(tensor);
        }
        return TaskMatrices.changed(
                tensor, TaskMatrices.inRoom(tensor, () -> isotropic(TaskMatrices.sum(tensor))));
    }

    private static Matrix isotropic(Matrix sum) {
        Svd svd = Svd.of(sum);
        Svd spanned = svd.first(svd.rank());
        return spanned.u().timesTransposed(spanned.v()).times(svd.meanValue());
    }
}
