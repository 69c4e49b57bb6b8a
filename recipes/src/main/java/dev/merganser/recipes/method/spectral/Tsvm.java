package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.error.WrongUseException;
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

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * TSV-Merge, task singular vectors (arXiv:2412.00081): the largest singular vectors of each task
 * vector, made orthogonal to those of the other tasks.
 *
 * <ol>
 *   <li>Decompose the task vector of each model, τₖ = Uₖ·Sₖ·Vₖᵀ, and keep the largest of its r
 *       singular values: a share of them, at least one.
 *   <li>Put what was kept side by side, Û = [U₁ … U_N], V̂ = [V₁ … V_N].
 *   <li>Replace both by the nearest matrices with orthonormal columns, their polar factors U⊥ and
 *       V⊥ (Procrustes).
 *   <li>base + λ·U⊥·diag(S₁ … S_N)·V⊥ᵀ.
 * </ol>
 *
 * <p>Singular values that are 0 within rounding are left out, as their vectors are arbitrary; a
 * direction that Û lacks because two tasks have the same is left out of its polar factor. Tensors
 * without two dimensions take the mean of their task vectors.
 */
public final class Tsvm implements TensorMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "tsvm",
                            "Base plus the largest singular vectors of each task vector, made orthogonal between tasks",
                            "TSV-Merge, arXiv:2412.00081",
                            BaseUse.REQUIRED,
                            List.of(
                                    TaskMatrices.WEIGHT,
                                    TaskMatrices.LAMBDA,
                                    ParameterSpec.number(
                                                    "rank_share",
                                                    Scope.GLOBAL,
                                                    "share of the singular values that each model keeps; 0 is 1 / number of models")
                                            .between(0, 1)
                                            .orElse(0),
                                    ParameterSpec.flag(
                                                    "orthogonalize",
                                                    Scope.GLOBAL,
                                                    "make the singular vectors of all models orthogonal; false adds up the truncated task vectors")
                                            .orElse(true),
                                    ParameterSpec.whole(
                                                    "task",
                                                    Scope.GLOBAL,
                                                    "0 merges all models; 1 or more rebuilds that model alone from its orthogonal part")
                                            .between(0, 1 << 20)
                                            .trying(0)
                                            .orElse(0)))
                    .explained(
                            "b + λ U⊥ diag(S₁ … S_N) V⊥ᵀ",
                            "Each weighted task vector of a matrix keeps its largest singular values; their left and right vectors, side by side, are replaced by their polar factors. Singular values that are 0 within rounding are left out. Tensors without two dimensions: the mean of the task vectors times λ.")
                    .costing(
                            "a singular value decomposition of each matrix of each model and two more");

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
        tensors.forEach(tensor -> task(tensor, tensor.models().size()));
    }

    @Override
    public FloatSource merge(MergeTensor tensor) {
        if (!TensorMatrix.isMatrix(tensor.shape())) {
            return TaskMatrices.mean(tensor);
        }
        List<Svd> parts = TaskMatrices.ofEach(tensor, model -> largest(tensor, model));
        Matrix change = TaskMatrices.inRoom(tensor, () -> merged(tensor, parts));
        return TaskMatrices.changed(tensor, change);
    }

    private static Matrix merged(MergeTensor tensor, List<Svd> parts) {
        Svd merged = beside(parts);
        if (tensor.arguments().flag("orthogonalize")) {
            merged = new Svd(Polar.of(merged.u()), merged.values(), Polar.of(merged.v()));
        }
        return ofTask(tensor, parts, merged).product();
    }

    private static Svd largest(MergeTensor tensor, int model) {
        Svd svd = Svd.of(TaskMatrices.of(tensor, model));
        return svd.first(Math.min(kept(tensor, svd.values().length), svd.rank()));
    }

    private static int kept(MergeTensor tensor, int values) {
        double share = tensor.arguments().number("rank_share");
        int kept = share == 0 ? values / tensor.models().size() : (int) (values * share);
        return Math.max(1, kept);
    }

    private static Svd beside(List<Svd> parts) {
        return new Svd(
                Matrix.beside(parts.stream().map(Svd::u).toList()),
                parts.stream().flatMapToDouble(part -> DoubleStream.of(part.values())).toArray(),
                Matrix.beside(parts.stream().map(Svd::v).toList()));
    }

    /** All of it, or the columns of one model. */
    private static Svd ofTask(MergeTensor tensor, List<Svd> parts, Svd merged) {
        int task = task(tensor, parts.size());
        if (task == 0) {
            return merged;
        }
        int from = 0;
        for (Svd before : parts.subList(0, task - 1)) {
            from += before.values().length;
        }
        return merged.between(from, from + parts.get(task - 1).values().length);
    }

    /** The number of a model, or 0 for all. */
    private static int task(MergeTensor tensor, int models) {
        int task = (int) tensor.arguments().number("task");
        if (task > models) {
            throw new WrongUseException(
                    "Parameter 'task' of tsvm must be at most the number of models, %d; found %d."
                            .formatted(models, task));
        }
        return task;
    }
}
