package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.matrix.Polar;
import dev.merganser.recipes.matrix.Svd;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.TensorMatrix;
import dev.merganser.recipes.method.TensorMethod;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Iso-CTS, isotropic merging in common and task-specific subspaces (arXiv:2502.04959).
 *
 * <ol>
 *   <li>Of the r singular values of the sum of the task vectors keep the largest: the common
 *       subspace, {@code common_fraction} of them, rounded so that the rest is shared evenly.
 *   <li>Take the common subspace out of each task vector, τₖ − U·Uᵀ·τₖ, and keep as many of its
 *       largest singular values as are its share of the rest.
 *   <li>Put the vectors of all of them side by side and replace them by their polar factors U⊥ and
 *       V⊥.
 *   <li>base + λ·mean(σ)·U⊥·V⊥ᵀ, the mean over all r values kept.
 * </ol>
 *
 * <p>Singular values that are 0 within rounding count in the mean, but stay 0: their vectors are
 * arbitrary. Tensors without two dimensions take the mean of their task vectors.
 */
public final class IsoCts implements TensorMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "iso_cts",
                            "Base plus common and task-specific singular vectors of task vectors, with all singular values made equal",
                            "Iso-CTS, arXiv:2502.04959",
                            BaseUse.REQUIRED,
                            List.of(
                                    TaskMatrices.WEIGHT,
                                    TaskMatrices.LAMBDA,
                                    ParameterSpec.number(
                                                    "common_fraction",
                                                    Scope.GLOBAL,
                                                    "share of the singular vectors that come from the sum of the task vectors")
                                            .between(0, 1)
                                            .orElse(.8)))
                    .explained(
                            "b + λ σ̄ U⊥ V⊥ᵀ",
                            "U⊥ and V⊥ are the polar factors of the largest singular vectors of Σ wᵢδᵢ beside those of each wᵢδᵢ without that common subspace; σ̄ is the mean of their singular values. Tensors without two dimensions: the mean of the weighted task vectors times λ.")
                    .costing(
                            "a singular value decomposition of each matrix of each model and three more");

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
        int values = TensorMatrix.smallerSide(tensor.shape());
        int each = ofEachTask(tensor, values);
        int shared = values - each * tensor.models().size();
        Svd common = TaskMatrices.inRoom(tensor, () -> largest(TaskMatrices.sum(tensor), shared));
        List<Svd> parts = new ArrayList<>();
        if (each > 0) {
            parts.addAll(
                    TaskMatrices.ofEach(
                            tensor, model -> specific(tensor, model, common.u(), each)));
        }
        parts.add(common);
        return TaskMatrices.changed(
                tensor, TaskMatrices.inRoom(tensor, () -> isotropic(parts, values)));
    }

    /** How many singular vectors each model adds: an even share of what is not common. */
    private static int ofEachTask(MergeTensor tensor, int values) {
        int models = tensor.models().size();
        int common = (int) (values * tensor.arguments().number("common_fraction"));
        int each = (int) Math.rint((values - common) / (double) models);
        return Math.min(each, values / models);
    }

    private static Svd specific(MergeTensor tensor, int model, Matrix common, int count) {
        Matrix vector = TaskMatrices.of(tensor, model);
        return largest(vector.minus(common.times(common.transposeTimes(vector))), count);
    }

    private static Svd largest(Matrix matrix, int count) {
        Svd svd = Svd.of(matrix);
        return svd.first(Math.min(count, svd.rank()));
    }

    private static Matrix isotropic(List<Svd> parts, int values) {
        Matrix u = Polar.of(Matrix.beside(parts.stream().map(Svd::u).toList()));
        Matrix v = Polar.of(Matrix.beside(parts.stream().map(Svd::v).toList()));
        double sum = parts.stream().flatMapToDouble(part -> DoubleStream.of(part.values())).sum();
        return u.timesTransposed(v).times(sum / values);
    }
}
