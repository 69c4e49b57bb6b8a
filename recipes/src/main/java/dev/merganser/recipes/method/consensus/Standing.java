package dev.merganser.recipes.method.consensus;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a balance stands among those of one task vector.
 *
 * @param threshold up to which it is 0
 * @param largest at which it is 1
 */
record Standing(double threshold, double largest) {

    /** The standings of the largest {@code ratio} of each model's balances. */
    static List<Standing> of(FlattenedModel model, Balance balance, double ratio) {
        long last = model.elements() - 1;
        long threshold = Math.min((long) ((1 - ratio) * model.elements()), last);
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
