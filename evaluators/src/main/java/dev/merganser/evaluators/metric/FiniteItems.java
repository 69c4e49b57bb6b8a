package dev.merganser.evaluators.metric;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The items whose predictions are finite. Metrics that are no means are computed of these; the
 * others contribute NaN.
 */
final class FiniteItems {

    private final int all;
    private final int[] items;

    private FiniteItems(int all, int[] items) {
        this.all = all;
        this.items = items;
    }

    static FiniteItems of(int count, IntPredicate isFinite) {
        return new FiniteItems(count, IntStream.range(0, count).filter(isFinite).toArray());
    }

    int count() {
        return items.length;
    }

    /** Their values. */
    double[] select(double[] values) {
        return IntStream.of(items).mapToDouble(i -> values[i]).toArray();
    }

    /** Their numbers, each the place of an item among all. */
    int[] places() {
        return items.clone();
    }

    /** Contributions for all items: those of the finite ones by jackknife, NaN elsewhere. */
    float[] jackknife(double whole, double[] without) {
        float[] finite = Jackknife.contributions(whole, settled(whole, without));
        float[] contributions = new float[all];
        Arrays.fill(contributions, Float.NaN);
        for (int i = 0; i < items.length; i++) {
            contributions[items[i]] = finite[i];
        }
        return contributions;
    }

    /** A metric that is not defined without an item is taken not to depend on it. */
    private static double[] settled(double whole, double[] without) {
        return Arrays.stream(without)
                .map(value -> Double.isFinite(value) ? value : whole)
                .toArray();
    }
}
