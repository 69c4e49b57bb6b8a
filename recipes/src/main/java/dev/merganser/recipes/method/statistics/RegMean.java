package dev.merganser.recipes.method.statistics;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.matrix.MemoryRoom;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.TensorMatrix;
import dev.merganser.recipes.method.TensorMethod;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;

/**
 * RegMean (Jin et al., arXiv:2212.09849): the linear map whose outputs are nearest to those of each
 * model's own map on that model's own inputs, in the least squares sense.
 *
 * <ol>
 *   <li>G_k = X_kᵀX_k / rows, the Gram matrix of the inputs of a layer W_k of {@code [out, in]}, is
 *       given by a statistics file ({@link GramMatrices}).
 *   <li>Its off-diagonal elements are multiplied by {@code off_diagonal}.
 *   <li>W = (Σ c_k W_k G_k) (Σ c_k G_k)⁻¹, c_k the model's {@code weight}, by Cholesky.
 *   <li>Tensors for which no file has a Gram matrix get the weighted mean.
 * </ol>
 *
 * <p>Computed as M + (Σ c_k (W_k − M) G_k) (Σ c_k G_k + ρI)⁻¹, M the weighted mean: the same, but
 * ρ, which is as small as a factorization allows, draws what no input tells apart to the mean.
 * Needs memory for six copies of the layer and five Gram matrices in double.
 */
public final class RegMean implements TensorMethod {

    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "regmean",
                            "Linear maps nearest to each model's on its own inputs",
                            "RegMean, arXiv:2212.09849",
                            BaseUse.NONE,
                            List.of(
                                    StatisticsFile.PARAMETER,
                                    ModelWeights.PARAMETER,
                                    ParameterSpec.number(
                                                    "off_diagonal",
                                                    Scope.GLOBAL,
                                                    "factor of the off-diagonal elements of Gram matrices")
                                            .between(0, 1)
                                            .orElse(0.9)
                                            .trying(0, 0.1, 0.5, 0.9, 0.95, 1)))
                    .explained(
                            "(Σ wᵢXᵢGᵢ) (Σ wᵢGᵢ)⁻¹",
                            "Xᵢ is a layer's matrix [out, in] and Gᵢ the Gram matrix of its inputs on the data of model i. `statistics` holds it as `a.b` for the tensor `a.b.weight` (as `NAME.gram` for one of another name), as [in, in] or as its upper triangle row by row. Tensors without one get the weighted mean.")
                    .costing("a Cholesky factorization of [in, in] for each layer");

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
        for (MergeTensor tensor : tensors) {
            ModelWeights.of(tensor).check("regmean", tensor);
        }
        GramMatrices.check(tensors);
    }

    @Override
    public FloatSource merge(MergeTensor tensor) {
        ModelWeights weights = ModelWeights.of(tensor);
        weights.check("regmean", tensor);
        FloatSource mean = tensor.mergedBy(weights.mean());
        return GramMatrices.of(tensor)
                .map(
                        grams ->
                                MemoryRoom.HEAP.with(
                                        doubles(tensor),
                                        () -> regressed(tensor, weights, mean, grams)))
                .orElse(mean);
    }

    /** About how many doubles the work on a layer holds at once. */
    private static long doubles(MergeTensor tensor) {
        long inputs = GramMatrices.flat(tensor.shape()).dims().getLast();
        return 5 * inputs * inputs + 6 * tensor.elements();
    }

    private static FloatSource regressed(
            MergeTensor tensor, ModelWeights weights, FloatSource mean, GramMatrices grams) {
        double offDiagonal = tensor.arguments().number("off_diagonal");
        Shape flat = GramMatrices.flat(tensor.shape());
        Matrix centre = TensorMatrix.of(mean, flat);
        Matrix pulls = Matrix.of(centre.rows(), centre.columns());
        Matrix total = Matrix.of(centre.columns(), centre.columns());
        for (int model = 0; model < tensor.models().size(); model++) {
            Matrix gram = grams.of(model, offDiagonal);
            Matrix own = TensorMatrix.ofModel(tensor, model, flat);
            pulls.add(weights.of(model), own.minus(centre).times(gram));
            total.add(weights.of(model), gram);
        }
        Matrix correction = Ridge.solveRight(pulls, total, tensor.name());
        double[] solved = centre.plus(correction).data();
        return (from, into, count) -> {
            for (int i = 0; i < count; i++) {
                into[i] = (float) solved[(int) from + i];
            }
        };
    }
}
