package dev.merganser.recipes.method.statistics;

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
 * Fisher merging (Matena and Raffel, arXiv:2111.09832): the mode of the product of the models'
 * posteriors, each a Gaussian around its weights θ_k whose precision is the diagonal F_k of its
 * Fisher information, from a statistics file.
 *
 * <ol>
 *   <li>Divide F_k + ε by ε plus the L2 norm of F_k over all tensors of the merge that model k has
 *       a part in, so that models with larger gradients do not outweigh the others ({@code
 *       normalize}).
 *   <li>θ = Σ c_k F_k θ_k / Σ c_k F_k, element by element, c_k the model's {@code weight}.
 * </ol>
 *
 * <p>A file holds the information of each tensor under the tensor's name and in its shape: the mean
 * over examples of the squared gradient of the log-likelihood, in expectation over the model's own
 * predictions. In double, models in the order of the recipe, rounded once. Where no model has any
 * information (possible with ε = 0 only), the weighted mean takes its place.
 */
public final class Fisher implements ModelMethod {

    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "fisher",
                            "Mean of the models, each element by its Fisher information",
                            "Fisher merging, arXiv:2111.09832",
                            BaseUse.NONE,
                            List.of(
                                    StatisticsFile.PARAMETER,
                                    ModelWeights.PARAMETER,
                                    ParameterSpec.flag(
                                                    "normalize",
                                                    Scope.GLOBAL,
                                                    "divide each model's information by its L2 norm over all tensors")
                                            .orElse(true),
                                    ParameterSpec.number(
                                                    "epsilon",
                                                    Scope.GLOBAL,
                                                    "added to the information of every element, and to its norm")
                                            .between(0, Double.POSITIVE_INFINITY)
                                            .orElse(1e-6)
                                            .trying(1e-8, 1e-6, 1e-4)))
                    .explained(
                            "Σ wᵢFᵢxᵢ / Σ wᵢFᵢ",
                            "Fᵢ is the diagonal of the Fisher information of model i, plus `epsilon`, over its norm. `statistics` holds it under the name and in the shape of each tensor; floats of any type, at least 0.")
                    .costing("and two of the statistics, the first for their norms");

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
            ModelWeights.of(tensor).check("fisher", tensor);
            FisherInformation.of(tensor);
        }
    }

    @Override
    public TensorwiseMethod survey(List<MergeTensor> tensors) {
        return new FisherMean(this, FisherInformation.norms(tensors));
    }

    /** Whether the information is to be divided by its norm. */
    static boolean normalizes(MergeTensor tensor) {
        return tensor.arguments().flag("normalize");
    }

    static double epsilon(MergeTensor tensor) {
        return tensor.arguments().number("epsilon");
    }
}
