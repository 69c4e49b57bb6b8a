package dev.merganser.evaluators.text.embedding;

/**
 * A query belongs with what is relevant to it.
 *
 * @param best the document that stands for each query's relevant ones
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record RelevantPairs(Queries queries, int[] best) implements EmbeddingReading.Partners {

    @Override
    public boolean isPair(int item) {
        return true;
    }

    @Override
    public boolean suits(int item, int other) {
        return queries.queries().get(item).gains().containsKey(best[other]);
    }
}
