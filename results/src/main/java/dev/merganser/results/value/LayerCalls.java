package dev.merganser.results.value;

import java.util.Locale;

/**
 * How often layers were run, over all batches, where candidates share what their first layers give.
 * Stem and head are not counted.
 *
 * @param done layers that were run
 * @param saved layers that were not, because another candidate had run the same before
 */
public record LayerCalls(long done, long saved) {

    /** None at all. */
    public static final LayerCalls NONE = new LayerCalls(0, 0);

    public LayerCalls {
        if (done < 0 || saved < 0) {
            throw new IllegalArgumentException(
                    "Layer calls must be at least 0, found %d and %d".formatted(done, saved));
        }
    }

    public LayerCalls plus(LayerCalls other) {
        return new LayerCalls(done + other.done, saved + other.saved);
    }

    /** Calls without sharing. */
    public long all() {
        return done + saved;
    }

    /** For people, such as {@code 120 layer calls, 280 more saved by sharing (70 %)}. */
    public String words() {
        return String.format(
                Locale.ROOT,
                "%,d layer calls, %,d more saved by sharing (%.0f %%)",
                done,
                saved,
                100.0 * saved / Math.max(1, all()));
    }
}
