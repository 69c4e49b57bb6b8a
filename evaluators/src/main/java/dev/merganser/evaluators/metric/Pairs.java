package dev.merganser.evaluators.metric;

import java.util.Arrays;

/** The finite ones of predicted numbers with their true ones. */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record Pairs(FiniteItems items, double[] predicted, double[] gold) {

    static Pairs of(PairPredictions all) {
        FiniteItems finite =
                FiniteItems.of(
                        all.predicted().length,
                        i -> Double.isFinite(all.predicted()[i]) && Double.isFinite(all.gold()[i]));
        return new Pairs(finite, finite.select(all.predicted()), finite.select(all.gold()));
    }

    int count() {
        return gold.length;
    }

    /** Whether all numbers are equal, or none are there. */
    static boolean isConstant(double[] values) {
        return Arrays.stream(values).allMatch(value -> value == values[0]);
    }

    static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }
}
