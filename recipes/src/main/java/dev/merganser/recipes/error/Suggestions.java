package dev.merganser.recipes.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Texts that turn a wrong word into a hint: the nearest known one. */
public final class Suggestions {

    private Suggestions() {}

    /**
     * The known word that differs from {@code word} in the fewest letters (inserted, dropped,
     * replaced or two neighbours swapped; case and {@code -} against {@code _} count for nothing);
     * empty where more than about a third of the letters differ. Equal distances go to the
     * alphabet.
     */
    public static Optional<String> nearest(String word, Collection<String> known) {
        String wanted = normal(word);
        int allowed = Math.max(1, (wanted.length() + 1) / 3);
        return known.stream()
                .filter(other -> distance(wanted, normal(other)) <= allowed)
                .min(
                        Comparator.<String>comparingInt(other -> distance(wanted, normal(other)))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code " Did you mean 'y'?"} with its leading space, or nothing. */
    public static String didYouMean(String word, Collection<String> known) {
        return nearest(word, known)
                .map(other -> " Did you mean " + Quoted.text(other) + "?")
                .orElse("");
    }

    private static String normal(String word) {
        return word.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** Optimal string alignment distance: Levenshtein's with swaps of neighbours. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(int[][] d, String a, String b, int i, int j) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        return isSwap(a, b, i, j) ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }

    private static boolean isSwap(String a, String b, int i, int j) {
        return i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
