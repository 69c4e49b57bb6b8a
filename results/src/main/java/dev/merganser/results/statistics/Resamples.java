package dev.merganser.results.statistics;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Bootstrap resamples of the items of one task, as how often each item was drawn. One object serves
 * all members that were scored on these items, so that they are resampled jointly. Immutable.
 */
final class Resamples {
    private static final RandomGeneratorFactory<RandomGenerator> GENERATOR =
            RandomGeneratorFactory.of("L64X128MixRandom");

    /** [resamples][items]; no item of a bootstrap is ever drawn more than 127 times. */
    private final byte[][] counts;

    private final int items;

    private Resamples(byte[][] counts, int items) {
        this.counts = counts;
        this.items = items;
    }

    /** As many resamples as asked for, each of as many draws as there are items. */
    static Resamples of(long seed, String name, int items, int resamples) {
        if (items < 1 || resamples < 1) {
            throw new IllegalArgumentException(
                    "A bootstrap needs items and resamples, found " + items + ", " + resamples);
        }
        byte[][] counts =
                IntStream.range(0, resamples)
                        .parallel()
                        .mapToObj(row -> draw(streamSeed(seed, name, row), items))
                        .toArray(byte[][]::new);
        return new Resamples(counts, items);
    }

    private static long streamSeed(long seed, String name, int row) {
        return (seed * 31 + name.hashCode()) * 0x9E3779B97F4A7C15L + row;
    }

    private static byte[] draw(long seed, int items) {
        RandomGenerator random = GENERATOR.create(seed);
        byte[] counts = new byte[items];
        for (int i = 0; i < items; i++) {
            counts[random.nextInt(items)]++;
        }
        return counts;
    }

    int resamples() {
        return counts.length;
    }

    /**
     * The mean score of each member in each resample.
     *
     * @param scores [members][items]
     * @return [resamples][members]
     */
    double[][] means(float[][] scores) {
        float[] byItem = transposed(scores);
        double[][] means = new double[counts.length][];
        IntStream.range(0, counts.length)
                .parallel()
                .forEach(row -> means[row] = means(counts[row], byItem, scores.length));
        return means;
    }

    /** The mean of one member's scores in each resample. */
    double[] means(float[] scores) {
        requireItems(scores);
        return Arrays.stream(counts)
                .parallel()
                .mapToDouble(row -> dot(row, scores) / items)
                .toArray();
    }

    private static double dot(byte[] row, float[] scores) {
        double even = 0;
        double odd = 0;
        int paired = row.length - row.length % 2;
        for (int i = 0; i < paired; i += 2) {
            even += row[i] * (double) scores[i];
            odd += row[i + 1] * (double) scores[i + 1];
        }
        return even + odd + (paired < row.length ? row[paired] * (double) scores[paired] : 0);
    }

    /** [items][members] in one array: the inner loop below runs over members and needs no order. */
    private float[] transposed(float[][] scores) {
        float[] byItem = new float[items * scores.length];
        for (int member = 0; member < scores.length; member++) {
            requireItems(scores[member]);
            for (int item = 0; item < items; item++) {
                byItem[item * scores.length + member] = scores[member][item];
            }
        }
        return byItem;
    }

    private void requireItems(float[] scores) {
        if (scores.length != items) {
            throw new IllegalArgumentException(
                    "Members must be scored on the same items, found "
                            + scores.length
                            + " and "
                            + items);
        }
    }

    private double[] means(byte[] row, float[] byItem, int members) {
        double[] sums = new double[members];
        for (int item = 0; item < items; item++) {
            if (row[item] != 0) {
                add(sums, row[item], byItem, item * members);
            }
        }
        return Arrays.stream(sums).map(sum -> sum / items).toArray();
    }

    private static void add(double[] sums, double count, float[] byItem, int start) {
        for (int member = 0; member < sums.length; member++) {
            sums[member] += count * byItem[start + member];
        }
    }
}
