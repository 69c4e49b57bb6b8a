package dev.merganser.evaluators.text.causal;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The output of a graph that predicts the next token, float32 {@code [batch, tokens, vocabulary]}.
 *
 * @param task for messages
 * @param vocabulary how many tokens it predicts
 */
record Logits(String task, String output, int vocabulary, int maxTokens) {

    /** 256 MiB of logits a batch, where its rows allow that. */
    private static final long BATCH_FLOATS = 1L << 26;

    /** One tensor has less than 2 GiB. */
    private static final long LARGEST_FLOATS = (1L << 29) - 1;

    Logits {
        long most = LARGEST_FLOATS / vocabulary;
        if (maxTokens > most) {
            throw new WrongUseException(
                    "Task '%s': max_tokens must be at most %d, since output '%s' gives %d logits a token, found %d."
                            .formatted(task, most, output, vocabulary, maxTokens));
        }
    }

    /** The most tokens of a batch with more than one row. */
    int paddedTokens() {
        return Math.toIntExact(Math.max(1, BATCH_FLOATS / vocabulary));
    }

    /** Refuses tokens that it does not predict. */
    void check(List<Piece> pieces, Path tokenizer) {
        int largest =
                pieces.stream()
                        .flatMapToInt(piece -> Arrays.stream(piece.targets()))
                        .max()
                        .orElse(0);
        if (largest >= vocabulary) {
            throw new BadDataException(
                    "Task '%s': tokenizer %s makes token %d, but output '%s' predicts %d tokens. Maybe it is another model's tokenizer, or the output gives no logits."
                            .formatted(task, tokenizer, largest, output, vocabulary));
        }
    }
}
