package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.text.Encoded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Cuts what a graph is to predict into pieces that it can be given at once. */
final class Windows {

    private Windows() {}

    /** Two sequences as one. */
    static int[] joined(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }

    /**
     * Pieces that predict every token of a sequence once. Each begins with the last token of the
     * one before.
     *
     * @param tokens those that are not predicted first
     * @param begin the first token to predict; at least 1
     * @param most tokens given at once
     */
    static List<Piece> rolling(int[] tokens, int begin, int most) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        for (int next = begin; next < tokens.length; ) {
            int end = Math.min(tokens.length, Math.max(from + most, next) + 1);
            from = Math.max(from, end - 1 - most);
            pieces.add(piece(tokens, from, next, end));
            from = end - 1;
            next = end;
        }
        return pieces;
    }

    /**
     * One piece that predicts the end of a sequence, given as much of what is before as fits.
     *
     * @param begin the first token to predict; at least 1
     * @param most tokens given at once; at least as many as are predicted
     */
    static Piece ending(int[] tokens, int begin, int most) {
        return piece(tokens, Math.max(0, tokens.length - 1 - most), begin, tokens.length);
    }

    private static Piece piece(int[] tokens, int from, int next, int end) {
        return new Piece(
                Encoded.of(Arrays.copyOfRange(tokens, from, end - 1)),
                next - 1 - from,
                Arrays.copyOfRange(tokens, next, end));
    }
}
