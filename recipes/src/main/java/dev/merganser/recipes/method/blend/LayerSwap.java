package dev.merganser.recipes.method.blend;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;
import dev.merganser.recipes.method.TensorwiseMethod;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Layer swapping (arXiv:2410.01335): the outer layers of the first model around the inner layers of
 * the second.
 *
 * <p>Of each stack of layers the first model (the paper's language expert) gives the {@code bottom}
 * first and the {@code top} last, the second (its task expert) those between; next to each border
 * the {@code transition} outermost of these are the mean of both. Everything outside the layers is
 * the first model's. A layer is told by the first {@code .N.} in a tensor's name.
 */
public final class LayerSwap implements ModelMethod {
    private static final int MOST = 10_000;
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "layer_swap",
                            "Outer layers of the first model around inner layers of the second",
                            "Layer swapping, arXiv:2410.01335",
                            BaseUse.NONE,
                            List.of(
                                    layers("bottom", "first layers taken from the first model")
                                            .trying(1, 2),
                                    layers("top", "last layers taken from the first model")
                                            .trying(1, 2),
                                    layers("transition", "layers at each border that are averaged")
                                            .orElse(0)
                                            .trying(0, 1)))
                    .withModels(2, 2)
                    .explained(
                            "x₁ in the first `bottom` and the last `top` layers and outside the layers, x₂ between, ½x₁ + ½x₂ in the `transition` outermost of these at each border",
                            "The first model is the paper's language expert, the second its task expert. A layer is told by the first `.N.` in a tensor's name; each stack of layers is cut on its own.");

    private static ParameterSpec layers(String name, String summary) {
        return ParameterSpec.whole(name, Scope.GLOBAL, summary).between(0, MOST);
    }

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
        var swapping = new Swapping(layers(tensors));
        tensors.forEach(swapping::share);
    }

    @Override
    public TensorwiseMethod survey(List<MergeTensor> tensors) {
        return new Swapping(layers(tensors));
    }

    private static Map<String, Integer> layers(List<MergeTensor> tensors) {
        Map<String, Integer> layers = new HashMap<>();
        for (MergeTensor tensor : tensors) {
            LayerName.of(tensor.name())
                    .ifPresent(name -> layers.merge(name.stack(), name.layer() + 1, Math::max));
        }
        return layers;
    }

    /**
     * What merges each tensor.
     *
     * @param layers number of layers of each stack
     */
    private record Swapping(Map<String, Integer> layers) implements BlockMethod {

        Swapping {
            layers = Map.copyOf(layers);
        }

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
            double share = share(tensor);
            if (share == 0 || share == 1) {
                int model = (int) share;
                return (block, merged) ->
                        System.arraycopy(block.model(model), 0, merged, 0, block.length());
            }
            return (block, merged) -> blend(block, share, merged);
        }

        private static void blend(Block block, double share, float[] merged) {
            float[] outer = block.model(0);
            float[] inner = block.model(1);
            for (int i = 0; i < block.length(); i++) {
                merged[i] = (float) ((1 - share) * outer[i] + share * inner[i]);
            }
        }

        double share(MergeTensor tensor) {
            return LayerName.of(tensor.name()).map(name -> share(name, tensor)).orElse(0.0);
        }

        /** The second model's share of a layer: 0, one half or 1. */
        private double share(LayerName name, MergeTensor tensor) {
            int bottom = (int) tensor.arguments().number("bottom");
            int top = (int) tensor.arguments().number("top");
            int transition = (int) tensor.arguments().number("transition");
            int count = layers.getOrDefault(name.stack(), 0);
            if (bottom + top + 2 * transition > count) {
                throw new WrongUseException(
                        "Layers of layer_swap must be at least bottom + top + 2 · transition = %d; '%s' has %d."
                                .formatted(bottom + top + 2 * transition, name.stack(), count));
            }
            int inside = Math.min(name.layer() - bottom, count - top - 1 - name.layer());
            return inside < 0 ? 0 : inside < transition ? .5 : 1;
        }
    }
}
