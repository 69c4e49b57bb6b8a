package dev.merganser.recipes.method.spherical;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.torch.TorchTwin;
import dev.merganser.recipes.method.torch.TorchTypes;

import java.util.Arrays;
import java.util.List;

/**
 * Model Stock (arXiv:2403.19522): the mean of N models, drawn towards the base by the angle between
 * their task vectors.
 *
 * <p>With c the mean cosine over all pairs of task vectors, t = N·c / (1 + (N−1)·c) and the result
 * is t · mean + (1−t) · base. A task vector of zeros is orthogonal to all others, one of any other
 * length counts in full. Where most task vectors disagree, c and with it t is negative, as the
 * formula has it; where they all but cancel (1 + (N−1)·c < 0.01) it has no meaning and the result
 * is the base. With {@code filter_wise} each row (elements that differ in the last dimension) has
 * its own t; with {@code angle: degrees} c is the cosine of the mean angle, as in the paper's own
 * code, instead of the mean cosine.
 */
public final class ModelStock implements BlockMethod, TorchTwin {
    /** Below this the share would be beyond −100. */
    private static final double CANCELLED = .01;

    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "model_stock",
                            "Mean of the models, nearer to the base where their task vectors disagree",
                            "Model Stock, arXiv:2403.19522",
                            BaseUse.REQUIRED,
                            List.of(
                                    ParameterSpec.flag(
                                                    "filter_wise",
                                                    Scope.GLOBAL,
                                                    "an angle for each row, not for each tensor")
                                            .orElse(false),
                                    ParameterSpec.text(
                                                    "angle",
                                                    Scope.GLOBAL,
                                                    List.of("cosine", "degrees"),
                                                    "mean of what over the pairs: of cosines or of angles")
                                            .orElse("cosine")))
                    .withModels(2, Integer.MAX_VALUE)
                    .explained(
                            "t · mean xᵢ + (1−t) · b with t = N·c / (1 + (N−1)·c), c the mean cosine over the pairs of δᵢ",
                            "Negative where task vectors disagree; the base where they all but cancel (1 + (N−1)·c < 0.01). With `filter_wise` each row has its own c; with `angle: degrees` c is the cosine of the mean angle.")
                    .costing("after one for the inner products of all pairs");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        Vectors vectors = vectors(tensor);
        InnerProducts products = InnerProducts.of(tensor, vectors);
        boolean degrees = tensor.arguments().text("angle").equals("degrees");
        int models = products.models();
        Mixture mixture = new Mixture(vectors, models);
        for (int v = 0; v < vectors.count(); v++) {
            double cosine = degrees ? cosineOfMeanAngle(products, v) : meanCosine(products, v);
            double[] factors = new double[models];
            Arrays.fill(factors, share(cosine, models) / models);
            mixture.set(v, factors);
        }
        return mixture;
    }

    /** The vectors that have an angle each. */
    static Vectors vectors(MergeTensor tensor) {
        return tensor.arguments().flag("filter_wise")
                ? Vectors.rows(tensor.shape())
                : Vectors.whole(tensor.shape());
    }

    @Override
    public BlockMethod inTorch(TorchTypes types) {
        return new TorchModelStock(DESCRIPTOR, types);
    }

    private static double share(double cosine, int models) {
        double agreement = 1 + (models - 1) * cosine;
        return agreement < CANCELLED ? 0 : models * cosine / agreement;
    }

    private static double meanCosine(InnerProducts products, int vector) {
        double sum = 0;
        for (int i = 0; i < products.models(); i++) {
            for (int j = 0; j < i; j++) {
                sum += products.cosine(vector, i, j);
            }
        }
        return sum / pairs(products.models());
    }

    private static double cosineOfMeanAngle(InnerProducts products, int vector) {
        double sum = 0;
        for (int i = 0; i < products.models(); i++) {
            for (int j = 0; j < i; j++) {
                sum += StrictMath.acos(products.cosine(vector, i, j));
            }
        }
        return StrictMath.cos(sum / pairs(products.models()));
    }

    private static int pairs(int models) {
        return models * (models - 1) / 2;
    }
}
