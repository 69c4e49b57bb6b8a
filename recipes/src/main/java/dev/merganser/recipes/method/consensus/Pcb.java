package dev.merganser.recipes.method.consensus;

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
 * Parameter competition balancing (PCB-Merging, arXiv:2410.02396), over the whole flattened model.
 * Intra-balancing: each task vector's magnitudes are clipped at a quantile of either end and
 * brought to 0 … 1; exp(N x²) favours the large ones. Inter-balancing: tanh of the product with the
 * other task vectors favours those that agree. Drop: of the product of both only the largest {@code
 * ratio} counts, from 0 at its threshold to 1 at the largest. Rescale: each element is the mean of
 * the clipped task vectors with these as their shares; λ times that is added to the base.
 *
 * <p>Variants as in the authors' code for language (quantile 10⁻⁴, product with the sum of all task
 * vectors) and for vision (quantile 10⁻², sum over the models of tanh of the product of both
 * clipped positions). As there, the upper quantile leaves out one element more than its share.
 */
public final class Pcb implements ModelMethod {
    private static final String VISION = "vision";
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "pcb",
                            "Let elements of task vectors compete, average what stays by its standing",
                            "PCB-Merging, arXiv:2410.02396",
                            BaseUse.REQUIRED,
                            List.of(
                                    ParameterSpec.number(
                                                    "weight",
                                                    Scope.MODEL,
                                                    "factor of the task vector in the mean, not in its share")
                                            .orElse(1),
                                    ParameterSpec.number(
                                                    "ratio",
                                                    Scope.GLOBAL,
                                                    "share of each task vector that stays, one value for the whole model; with 0 nothing does")
                                            .between(0, 1)
                                            .orElse(.1)
                                            .trying(.05, .1, .2),
                                    ParameterSpec.number(
                                                    "lambda",
                                                    Scope.GLOBAL,
                                                    "factor of the combined task vectors")
                                            .orElse(1),
                                    ParameterSpec.text(
                                                    "variant",
                                                    Scope.GLOBAL,
                                                    List.of("language", VISION),
                                                    "which of the authors' two codes, one value for the whole model")
                                            .orElse("language")))
                    .linearInWeight()
                    .explained(
                            "b + λ Σ wᵢsᵢτᵢ / Σ sᵢ",
                            "τᵢ is δᵢ with magnitudes clipped at quantiles of the whole model, sᵢ from 0 to 1 its standing: exp(N xᵢ²) · tanh(δᵢ Σ δⱼ) brought from its threshold to its largest value in the whole model.")
                    .costing("after four over the whole model, two of them with exp and tanh");

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
        whole(tensors);
    }

    @Override
    public TensorwiseMethod survey(List<MergeTensor> tensors) {
        Whole whole = whole(tensors);
        Clip[] clips = Clip.of(whole.model, whole.vision ? .01 : .0001);
        var balance = new Balance(List.of(clips), whole.vision);
        return new PcbMerge(this, balance, Standing.of(whole.model, balance, whole.ratio));
    }

    /** What must be one for all tensors. */
    private record Whole(FlattenedModel model, double ratio, boolean vision) {}

    private static Whole whole(List<MergeTensor> tensors) {
        var model = new FlattenedModel("pcb", tensors);
        double ratio = model.same("ratio", arguments -> arguments.number("ratio"));
        String variant = model.same("variant", arguments -> arguments.text("variant"));
        return new Whole(model, ratio, variant.equals(VISION));
    }
}
