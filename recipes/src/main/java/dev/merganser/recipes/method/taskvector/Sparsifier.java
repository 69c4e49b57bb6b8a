package dev.merganser.recipes.method.taskvector;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Sets the elements of one task vector to 0 that a method does without. Safe for use by many
 * threads; which elements these are does not depend on how they are cut into runs.
 */
public interface Sparsifier {
    /** Keeps everything. */
    Sparsifier NONE = (_, _, _) -> {};

    /** Keeps nothing. */
    Sparsifier ALL = (_, delta, count) -> Arrays.fill(delta, 0, count, 0f);

    /** Keeps everything of so many models. */
    static List<Sparsifier> none(int models) {
        return Collections.nCopies(models, NONE);
    }

    /**
     * Sparsifies {@code count} values in place, those of the elements beginning with {@code from}.
     */
    void apply(long from, float[] delta, int count);
}
