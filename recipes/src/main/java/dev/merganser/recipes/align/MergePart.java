package dev.merganser.recipes.align;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of the merged model whose tensors are merged from the same models, without its parameters.
 *
 * @param module the recipe's module that it belongs to; empty where the recipe names none
 * @param extent which tensors of the module these are
 * @param like gives the part its tensors, their types and shapes, and all integers
 * @param models what is merged, the base not among them where the method uses one
 * @param base empty where the method uses none
 */
public record MergePart(
        String module,
        Extent extent,
        LayerRange like,
        List<LayerRange> models,
        Optional<LayerRange> base) {

    /** Which tensors of a module belong to a part. */
    public enum Extent {
        /** All of them. */
        ALL,
        /** Those before the layers. */
        BEFORE,
        /** Those of a slice of layers. */
        LAYERS,
        /** Those after the layers. */
        AFTER
    }

    public MergePart {
        models = List.copyOf(models);
    }

    /** The models, and the base where there is one. */
    List<LayerRange> inputs() {
        List<LayerRange> inputs = new ArrayList<>(models);
        base.ifPresent(inputs::add);
        return inputs;
    }
}
