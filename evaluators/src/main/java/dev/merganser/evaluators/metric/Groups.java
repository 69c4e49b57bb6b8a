package dev.merganser.evaluators.metric;

import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A metric that is taken within each group of items, such as each of several data sets, and then
 * averaged over the groups, each counting the same. Contributions of a group are drawn to the mean
 * over the groups, so that differences between groups do not count as spread of items, and scaled
 * by its size, as in a sample by strata (W. G. Cochran, "Sampling techniques", chapter 5).
 */
final class Groups {

    private Groups() {}

    /**
     * Contributions whose mean is the mean of the groups' metrics.
     *
     * @param within contributions of one group, whose mean is its metric
     */
    static float[] contributions(PairPredictions all, Function<PairPredictions, float[]> within) {
        int[] present = IntStream.of(all.groups()).sorted().distinct().toArray();
        if (present.length <= 1) {
            return within.apply(all);
        }
        double sum = 0;
        double[] deviations = new double[all.count()];
        for (int group : present) {
            int[] items = all.itemsOf(group);
            float[] contributions = within.apply(all.select(items));
            double metric = mean(contributions);
            double scale = (double) all.count() / (present.length * items.length);
            for (int i = 0; i < items.length; i++) {
                deviations[items[i]] = scale * (contributions[i] - metric);
            }
            sum += metric;
        }
        double mean = sum / present.length;
        float[] contributions = new float[all.count()];
        for (int i = 0; i < contributions.length; i++) {
            contributions[i] = (float) (mean + deviations[i]);
        }
        return contributions;
    }

    /** Of those that are numbers. */
    private static double mean(float[] contributions) {
        return IntStream.range(0, contributions.length)
                .mapToDouble(i -> contributions[i])
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }
}
