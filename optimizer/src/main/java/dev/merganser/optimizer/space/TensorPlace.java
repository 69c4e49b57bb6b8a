package dev.merganser.optimizer.space;

import dev.merganser.recipes.layer.LayerName;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where in a model a tensor stands, as far as its name tells. A layer is the first {@code .N.} in
 * the name; what stands outside the layers belongs to the head if its name says so, such as a final
 * norm or a classifier, else to the stem.
 */
sealed interface TensorPlace {

    /** Before the layers. */
    record Stem() implements TensorPlace {}

    /**
     * In a layer.
     *
     * @param stack the name up to the layer's number, such as {@code encoder.layer.}
     * @param number counted from 0
     */
    record Layer(String stack, int number) implements TensorPlace {
        /** The part of the names that the tensors of this layer share. */
        String prefix() {
            return stack + number + ".";
        }
    }

    /** After the layers. */
    record Head() implements TensorPlace {}

    Set<String> STEM_WORDS =
            Set.of("embeddings", "embed_tokens", "embed_positions", "patch_embed", "wte", "wpe");

    Set<String> HEAD_WORDS =
            Set.of(
                    "norm",
                    "layernorm",
                    "layer_norm",
                    "ln_f",
                    "ln_post",
                    "norm_f",
                    "fc_norm",
                    "final_norm",
                    "final_layernorm",
                    "final_layer_norm",
                    "post_layernorm",
                    "lm_head",
                    "embed_out",
                    "head",
                    "classifier",
                    "pooler",
                    "score",
                    "logits",
                    "qa_outputs",
                    "visual_projection",
                    "text_projection");

    static TensorPlace of(String tensor) {
        return LayerName.of(tensor)
                .<TensorPlace>map(name -> new Layer(name.stack() + ".", name.layer()))
                .orElseGet(() -> outside(tensor));
    }

    private static TensorPlace outside(String tensor) {
        List<String> words = Arrays.asList(tensor.toLowerCase(Locale.ROOT).split("\\."));
        boolean isHead =
                words.stream().noneMatch(STEM_WORDS::contains)
                        && words.stream().anyMatch(HEAD_WORDS::contains);
        return isHead ? new Head() : new Stem();
    }
}
