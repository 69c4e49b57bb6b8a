package dev.merganser.evaluators.text.embedding;

import java.util.Arrays;

/**
 * Texts that people find alike belong together: those whose score is in the upper half of the range
 * of all scores, its middle included.
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record AlikePairs(double[] gold, double middle) implements EmbeddingReading.Partners {

    AlikePairs(double[] gold) {
        this(gold, (Arrays.stream(gold).min().orElse(0) + Arrays.stream(gold).max().orElse(0)) / 2);
    }

    @Override
    public boolean isPair(int item) {
        return gold[item] >= middle;
    }

    @Override
    public boolean suits(int item, int other) {
        return item == other;
    }
}
