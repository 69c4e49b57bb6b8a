package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.text.Encoded;

/**
 * Some tokens that a graph is to predict, from what it is given before each of them.
 *
 * @param given what it is given: token {@code first + j} and those before it predict target j
 * @param first the place of the token that predicts the first target
 * @param targets what should come, at most as many as tokens are given from {@code first} on
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Piece(Encoded given, int first, int[] targets) {

    Piece {
        if (first < 0 || targets.length > given.length() - first) {
            throw new IllegalArgumentException(
                    "There must be a token before each target, found %d from %d for %d"
                            .formatted(given.length(), first, targets.length));
        }
    }
}
