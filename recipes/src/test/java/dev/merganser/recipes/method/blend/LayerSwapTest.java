package dev.merganser.recipes.method.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.TensorMerge;
import dev.merganser.recipes.method.TensorwiseMethod;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The first model is all 0, the second all 1: a merged tensor is the second's share. */
class LayerSwapTest {

    @Test
    void theFirstModelGivesTheOuterLayersTheSecondTheInner() {
        assertThat(layers(8, 2, 1, 0)).containsExactly(0f, 0f, 1f, 1f, 1f, 1f, 1f, 0f);
    }

    @Test
    void layersNextToABorderAreAveraged() {
        assertThat(layers(8, 2, 1, 1)).containsExactly(0f, 0f, .5f, 1f, 1f, 1f, .5f, 0f);
        assertThat(layers(8, 0, 0, 2)).containsExactly(.5f, .5f, 1f, 1f, 1f, 1f, .5f, .5f);
    }

    @Test
    void everythingOutsideTheLayersIsTheFirstModels() {
        List<MergeTensor> tensors = tensors(List.of("embed", "model.layers.0.w"), 0, 0, 0);
        assertThat(share(tensors, 0)).isZero();
        assertThat(share(tensors, 1)).isEqualTo(1);
    }

    @Test
    void eachStackOfLayersIsCutOnItsOwn() {
        List<String> names = List.of("enc.0.w", "enc.1.w", "dec.0.w", "dec.1.w", "dec.2.w");
        List<MergeTensor> tensors = tensors(names, 0, 1, 0);
        assertThat(List.of(share(tensors, 1), share(tensors, 3), share(tensors, 4)))
                .containsExactly(0f, 1f, 0f);
    }

    @Test
    void moreLayersThanThereAreAreRefused() {
        assertThatThrownBy(() -> layers(4, 2, 1, 1))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Layers of layer_swap must be at least bottom + top + 2 · transition = 5; 'model.layers' has 4.");
    }

    private static List<Float> layers(int count, int bottom, int top, int transition) {
        List<String> names = new ArrayList<>();
        for (int layer = 0; layer < count; layer++) {
            names.add("model.layers.%d.mlp.weight".formatted(layer));
        }
        List<MergeTensor> tensors = tensors(names, bottom, top, transition);
        List<Float> shares = new ArrayList<>();
        for (int layer = 0; layer < count; layer++) {
            shares.add(share(tensors, layer));
        }
        return shares;
    }

    private static List<MergeTensor> tensors(
            List<String> names, int bottom, int top, int transition) {
        Arguments arguments =
                Arguments.resolve(
                        new LayerSwap().descriptor(),
                        Map.of(
                                "bottom", Argument.of(bottom),
                                "top", Argument.of(top),
                                "transition", Argument.of(transition)),
                        List.of(Map.of(), Map.of()));
        List<FloatSource> models =
                List.of(
                        ArrayMerge.source(new float[] {0, 0, 0}),
                        ArrayMerge.source(new float[] {1, 1, 1}));
        return names.stream()
                .map(name -> new TensorInfo(name, DType.F32, Shape.of(3)))
                .map(info -> MergeTensor.of(info, models, arguments))
                .toList();
    }

    private static float share(List<MergeTensor> tensors, int which) {
        TensorwiseMethod surveyed = new LayerSwap().survey(tensors);
        return ArrayMerge.read(TensorMerge.prepare(surveyed, tensors.get(which)), 3, 3)[1];
    }
}
