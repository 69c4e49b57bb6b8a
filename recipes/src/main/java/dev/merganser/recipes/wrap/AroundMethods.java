package dev.merganser.recipes.wrap;

import dev.merganser.recipes.layer.LayerPositions;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.TensorwiseMethod;
import dev.merganser.recipes.recipe.AroundMethod;

import java.util.List;

/** Merge methods with what a recipe does around them. */
public final class AroundMethods {

    private AroundMethods() {}

    /**
     * A method with the compression and the scaling of a recipe around it. Its tensors have a base,
     * also where the method itself looks at none.
     *
     * @param positions where the layers of the merged model stand
     */
    public static MergeMethod of(
            MergeMethod method, AroundMethod around, LayerPositions positions) {
        if (!around.readsBase()) {
            return method;
        }
        Scaling scaling =
                around.lines().map(lines -> Scaling.of(lines, positions)).orElse(Scaling.NONE);
        return switch (method) {
            case TensorwiseMethod each when around.compress().isEmpty() ->
                    new TensorAround(each, Experts.AS_THEY_ARE, scaling);
            case MergeMethod any -> new ModelAround(any, around, scaling);
        };
    }

    /** A method that looks at all tensors first, or whose experts must be looked at. */
    private record ModelAround(MergeMethod method, AroundMethod around, Scaling scaling)
            implements ModelMethod {

        @Override
        public MethodDescriptor descriptor() {
            return method.descriptor();
        }

        @Override
        public boolean keepsEqualInputs(Arguments arguments) {
            return method.keepsEqualInputs(arguments);
        }

        @Override
        public TensorwiseMethod survey(List<MergeTensor> tensors) {
            Experts experts =
                    around.compress()
                            .map(settings -> Compeft.of(settings, tensors))
                            .orElse(Experts.AS_THEY_ARE);
            return new TensorAround(surveyed(experts, tensors), experts, scaling);
        }

        private TensorwiseMethod surveyed(Experts experts, List<MergeTensor> tensors) {
            return switch (method) {
                case TensorwiseMethod each -> each;
                case ModelMethod whole ->
                        whole.survey(
                                tensors.stream()
                                        .map(each -> TensorAround.inputs(method, experts, each))
                                        .toList());
            };
        }
    }
}
