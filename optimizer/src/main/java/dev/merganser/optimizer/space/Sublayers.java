package dev.merganser.optimizer.space;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Tells the attention of a transformer layer from its MLP, by the tensors' names: those of Llama,
 * BERT, ViT, CLIP, GPT-2, GPT-NeoX, T5, Whisper and timm, and of models that name theirs alike.
 *
 * <p>Each norm belongs to the sublayer that it stands before or, where the name says so, after. A
 * tensor whose name says nothing goes with the sublayer whose names its own is nearest to, as T5's
 * {@code layer.0.layer_norm} with {@code layer.0.SelfAttention}.
 */
final class Sublayers {

    /** A part of a layer. */
    enum Part {
        ATTENTION,
        MLP,
        OTHER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern MLP_NORM =
            Pattern.compile(
                    "(^|\\.)(post_attention_layernorm|layernorm_after|ln_?2|norm_?2|layer_norm_?2"
                            + "|ln_mlp|ffn_norm|output_layer_norm|final_layer_norm"
                            + "|(pre|post)_feedforward_layernorm)\\.");

    private static final Pattern ATTENTION =
            Pattern.compile(
                    "attn|attention|(^|\\.)(input_layernorm|layernorm_before|ln_?1|norm_?1"
                            + "|layer_norm_?1|sa_layer_norm)\\.");

    private static final Pattern MLP =
            Pattern.compile(
                    "mlp|ffn|feed_?forward|densereludense|experts"
                            + "|(^|\\.)(intermediate|output|fc_?[12]|lin_?[12]"
                            + "|(gate|up|down)_proj|dense_h_to_4h|dense_4h_to_h)\\.");

    private Sublayers() {}

    /**
     * The part of each tensor of one layer.
     *
     * @param prefix what the names of all these tensors begin with
     */
    static Map<String, Part> of(String prefix, List<String> tensors) {
        Map<String, Part> named = new TreeMap<>();
        for (String tensor : tensors) {
            byWords(tensor.substring(prefix.length())).ifPresent(part -> named.put(tensor, part));
        }
        Map<String, Part> all = new TreeMap<>(named);
        for (String tensor : tensors) {
            all.computeIfAbsent(tensor, _ -> byNeighbours(prefix, tensor, named));
        }
        return all;
    }

    private static Optional<Part> byWords(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (MLP_NORM.matcher(lower).find()) {
            return Optional.of(Part.MLP);
        }
        if (ATTENTION.matcher(lower).find()) {
            return Optional.of(Part.ATTENTION);
        }
        return MLP.matcher(lower).find() ? Optional.of(Part.MLP) : Optional.empty();
    }

    private static Part byNeighbours(String prefix, String tensor, Map<String, Part> named) {
        return named.keySet().stream()
                .filter(other -> shared(tensor, other) > prefix.length())
                .max(Comparator.comparingInt(other -> shared(tensor, other)))
                .map(named::get)
                .orElse(Part.OTHER);
    }

    /** How many characters two names share at their start, in whole words. */
    private static int shared(String a, String b) {
        int whole = 0;
        for (int i = 0; i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i); i++) {
            whole = a.charAt(i) == '.' ? i + 1 : whole;
        }
        return whole;
    }
}
