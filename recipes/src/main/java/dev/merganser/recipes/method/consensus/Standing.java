package dev.merganser.recipes.method.consensus;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a balance stands among those of one task vector.
 *
 * @param threshold up to which it is 0
 * @param largest at which it is 1
 */
record Standing(double threshold, double largest) {
    private static final Standing NONE =
            new Standing(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    /**
     * The standings of the largest {@code ratio} of each model's balances; a ratio of 0 has none.
     */
    static List<Standing> of(FlattenedModel model, Balance balance, double ratio) {
        long last = model.elements() - 1;
        long threshold = (long) ((1 - ratio) * model.elements());
        if (threshold > last) {
            return Collections.nCopies(model.models(), NONE);
        }
        List<Standing> standings = new ArrayList<>();
        for (float[] values : Ranking.at(model, balance, threshold, last)) {
            standings.add(new Standing(values[0], values[1]));
        }
        return standings;
    }

    /** From 0 to 1. Where all that stay are equal, they have 1 unless they disagree with others. */
    double of(float balance) {
        if (largest > threshold) {
            return Math.clamp((balance - threshold) / (largest - threshold), 0, 1);
        }
        return balance >= largest && balance > 0 ? 1 : 0;
    }
}
