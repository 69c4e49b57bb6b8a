package dev.merganser.evaluators.text;

import java.util.Arrays;

/**
 * A text as tokens.
 *
 * @param ids the tokens, special ones included
 * @param types which part of the input each token belongs to; 0 where there is one part
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, compared by the methods below
public record Encoded(int[] ids, int[] types) {

    public Encoded {
        if (ids.length != types.length) {
            throw new IllegalArgumentException(
                    "There must be a type per token, found %d for %d"
                            .formatted(types.length, ids.length));
        }
    }

    /** Tokens of one part. */
    public static Encoded of(int... ids) {
        return new Encoded(ids, new int[ids.length]);
    }

    /** How many tokens. */
    public int length() {
        return ids.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Encoded(int[] otherIds, int[] otherTypes)
                && Arrays.equals(ids, otherIds)
                && Arrays.equals(types, otherTypes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }
}
