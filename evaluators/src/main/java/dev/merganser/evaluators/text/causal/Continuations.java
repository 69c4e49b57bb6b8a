package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.text.Tokenizer;
import dev.merganser.recipes.error.BadDataException;

/**
 * Cuts a prompt and what follows it into tokens, as the lm-evaluation-harness does: both as one
 * text, of which the first tokens, as many as the prompt alone has, are given, and the others are
 * predicted. Spaces at the end of the prompt belong to what follows. For one thread.
 */
final class Continuations {

    private final Tokenizer tokenizer;
    private final int[] start;
    private final int most;

    /**
     * Continuations.
     *
     * @param start the tokens before every prompt
     * @param most tokens given at once
     */
    Continuations(Tokenizer tokenizer, int[] start, int most) {
        this.tokenizer = tokenizer;
        this.start = start;
        this.most = most;
    }

    /**
     * What follows a prompt, as a piece; of a long prompt its end.
     *
     * @param place for messages
     */
    Piece piece(String prompt, String continuation, String place) {
        int[] given = tokenizer.tokens(prompt.stripTrailing());
        int[] tokens = Windows.joined(start, tokenizer.tokens(prompt + continuation));
        int begin = Math.min(start.length + given.length, tokens.length - 1);
        if (begin < 1) {
            throw new BadDataException(
                    "%s: a choice must have a token before it. Maybe write a prompt, or give a start_token."
                            .formatted(place));
        }
        if (tokens.length - begin > most) {
            throw new BadDataException(
                    "%s: a choice must have at most max_tokens, %d, found %d tokens."
                            .formatted(place, most, tokens.length - begin));
        }
        return Windows.ending(tokens, begin, most);
    }
}
