package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which tensors of a checkpoint have a row for each token: told by their names, for names that
 * other tensors have too also by their rows.
 */
public final class VocabularyTensors {

    private static final Set<String> EMBEDDINGS =
            Set.of(
                    "embed_tokens",
                    "embed_tokens_per_layer",
                    "wte",
                    "word_embeddings",
                    "word_embedding",
                    "tok_embeddings",
                    "token_embedding",
                    "token_embeddings",
                    "tokens_embed",
                    "embed_in");
    private static final Set<String> HEADS =
            Set.of(
                    "lm_head",
                    "embed_out",
                    "output_layer",
                    "vocab_projector",
                    "generator_lm_head",
                    "lm_loss",
                    "final_logits_bias");

    private static final String SHARED = "shared";

    /** Names that mean the vocabulary in some architectures and something else in others. */
    private static final Set<String> LOOSE_EMBEDDINGS = Set.of(SHARED, "embeddings", "embedding");

    private static final Set<String> LOOSE_HEADS =
            Set.of("output", "head", "decoder", "predictions");

    private VocabularyTensors() {}

    /** What a tensor with a row for each token is for. */
    enum Role {
        /** Looked up by the ids of a text, {@code [tokens, hidden]}. */
        EMBEDDING,
        /** Gives each token its score, {@code [tokens, hidden]}. */
        HEAD,
        /** Added to the scores, {@code [tokens]} or {@code [1, tokens]}. */
        BIAS
    }

    /** A tensor with a row for each token: {@code rows} of {@code columns} elements. */
    record Found(TensorInfo info, Role role, long rows, long columns) {}

    /** Whether a tensor's name is one that only tensors with a row for each token have. */
    public static boolean isNamedSo(String tensor) {
        String part = lastPart(tensor);
        return EMBEDDINGS.contains(part) || HEADS.contains(part);
    }

    /** Whether a tensor's name is that of an output head's matrix. */
    static boolean isHead(String tensor) {
        return HEADS.contains(lastPart(tensor)) && !tensor.endsWith("bias");
    }

    /** The input embedding, {@code [tokens, hidden]}, as its name tells; the first of several. */
    public static Optional<TensorInfo> embedding(List<TensorInfo> tensors) {
        return matrices(tensors, Role.EMBEDDING)
                .filter(info -> isNamedSo(info.name()) || lastPart(info.name()).equals(SHARED))
                .findFirst();
    }

    /** The matrix of the output head, {@code [tokens, hidden]}, of a model with this embedding. */
    public static Optional<TensorInfo> head(List<TensorInfo> tensors, TensorInfo embedding) {
        long tokens = embedding.shape().dims().getFirst();
        return matrices(tensors, Role.HEAD)
                .filter(info -> of(info, tokens).isPresent())
                .findFirst();
    }

    private static Stream<TensorInfo> matrices(List<TensorInfo> tensors, Role role) {
        return tensors.stream()
                .filter(info -> info.dtype().isFloat())
                .filter(info -> found(info).filter(found -> found.role() == role).isPresent());
    }

    /**
     * The tensors of a checkpoint with a row for each token.
     *
     * @param tokens how many tokens the model has
     */
    static List<Found> among(List<TensorInfo> tensors, int tokens) {
        return tensors.stream().flatMap(info -> of(info, tokens).stream()).toList();
    }

    private static Optional<Found> of(TensorInfo info, long tokens) {
        return info.dtype().isFloat()
                ? found(info).filter(found -> isNamedSo(info.name()) || fits(found, tokens))
                : Optional.empty();
    }

    private static boolean fits(Found found, long tokens) {
        return found.rows() >= tokens && !LayerName.isNumbered(found.info().name());
    }

    private static Optional<Found> found(TensorInfo info) {
        List<Long> dims = info.shape().dims();
        boolean bias = info.name().endsWith(".bias") || info.name().endsWith("final_logits_bias");
        Optional<Role> role = role(lastPart(info.name()), bias);
        if (bias) {
            long rows = dims.isEmpty() ? 0 : dims.getLast();
            return role.filter(_ -> dims.size() == 1 || (dims.size() == 2 && dims.get(0) == 1))
                    .map(r -> new Found(info, r, rows, 1));
        }
        return role.filter(_ -> dims.size() == 2)
                .map(r -> new Found(info, r, dims.get(0), dims.get(1)));
    }

    private static Optional<Role> role(String part, boolean bias) {
        boolean head = HEADS.contains(part) || LOOSE_HEADS.contains(part);
        if (bias) {
            return head ? Optional.of(Role.BIAS) : Optional.empty();
        }
        boolean embedding = EMBEDDINGS.contains(part) || LOOSE_EMBEDDINGS.contains(part);
        return head
                ? Optional.of(Role.HEAD)
                : embedding ? Optional.of(Role.EMBEDDING) : Optional.empty();
    }

    /** The last part of a name before {@code .weight} or {@code .bias}. */
    private static String lastPart(String name) {
        String stem = name.replaceFirst("\\.(weight|bias)$", "");
        return stem.substring(stem.lastIndexOf('.') + 1);
    }
}
