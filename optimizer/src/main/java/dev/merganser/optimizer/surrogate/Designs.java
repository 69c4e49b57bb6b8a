package dev.merganser.optimizer.surrogate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Points of the unit cube to evaluate before a surrogate is fitted. */
final class Designs {

    private static final int CANDIDATES_PER_TERM = 20;
    private static final int MOST_CANDIDATES = 4000;
    private static final int EXCHANGES = 4;

    /** Of so many points a second sweep takes minutes and gains little. */
    private static final int MANY = 300;

    private static final double DISTURBANCE = 0.1;
    private static final double RIDGE = 1e-6;

    /** With fewer points than terms a smaller one lets rounding grow in the updated inverse. */
    private static final double SHORT_RIDGE = 1e-3;

    private Designs() {}

    /** Values of each gene fall once into each of as many equal slices (McKay et al. 1979). */
    static List<double[]> latinHypercube(int genes, int count, RandomGenerator random) {
        double[][] points = new double[count][genes];
        for (int gene = 0; gene < genes; gene++) {
            int[] slices = shuffled(count, random);
            for (int i = 0; i < count; i++) {
                points[i][gene] = (slices[i] + random.nextDouble()) / count;
            }
        }
        return List.of(points);
    }

    private static int[] shuffled(int count, RandomGenerator random) {
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    /**
     * Points that tell the terms of a quadratic apart as well as so many can: exchange until the
     * determinant of ΦᵀΦ no longer grows (Fedorov 1972), over corners, middles of edges and faces,
     * and a Latin hypercube.
     *
     * @param given points that are known besides and are not chosen again
     */
    static List<double[]> optimal(
            int genes, int count, List<double[]> given, RandomGenerator random) {
        int wanted = Math.min(MOST_CANDIDATES, CANDIDATES_PER_TERM * QuadraticTerms.count(genes));
        int drawn = Math.max(3 * count, wanted);
        List<double[]> candidates = new ArrayList<>(thirds(genes, drawn / 2, random));
        candidates.addAll(latinHypercube(genes, drawn - drawn / 2, random));
        candidates.removeIf(point -> given.stream().anyMatch(known -> Arrays.equals(known, point)));
        return new DeterminantExchange(candidates, given, ridge(genes, count + given.size()))
                .best(count, count > MANY ? 1 : EXCHANGES);
    }

    /** What is added to the diagonal of ΦᵀΦ of so many points. */
    static double ridge(int genes, int points) {
        return points < QuadraticTerms.count(genes) ? SHORT_RIDGE : RIDGE;
    }

    /** Points of 0, one half and 1: all where they are few enough, else at most some at random. */
    static List<double[]> thirds(int genes, int count, RandomGenerator random) {
        return genes <= 6
                ? allThirds(genes)
                : Stream.generate(() -> random.ints(genes, 0, 3).mapToObj(i -> i / 2.0).toList())
                        .limit(count)
                        .distinct()
                        .map(point -> point.stream().mapToDouble(x -> x).toArray())
                        .toList();
    }

    private static List<double[]> allThirds(int genes) {
        List<double[]> points = new ArrayList<>();
        int total = (int) Math.pow(3, genes);
        for (int number = 0; number < total; number++) {
            double[] point = new double[genes];
            int rest = number;
            for (int gene = 0; gene < genes; gene++) {
                point[gene] = rest % 3 / 2.0;
                rest /= 3;
            }
            points.add(point);
        }
        return points;
    }

    /**
     * MAP's published sampling: each one alone; a share with all genes equal, half of it disturbed;
     * the rest at random where the published code takes a regular grid.
     *
     * @param isotropic the share with all genes equal
     */
    static List<double[]> published(
            int genes, int count, double isotropic, RandomGenerator random) {
        List<double[]> points = new ArrayList<>();
        for (int gene = 0; gene < genes && points.size() < count; gene++) {
            double[] alone = new double[genes];
            alone[gene] = 1;
            points.add(alone);
        }
        int equal = (int) Math.round(isotropic * count);
        for (int i = 0; i < equal && points.size() < count; i++) {
            points.add(allEqual(genes, i % 2 == 1, random));
        }
        while (points.size() < count) {
            double[] point = new double[genes];
            Arrays.setAll(point, _ -> random.nextDouble());
            points.add(point);
        }
        return List.copyOf(points);
    }

    private static double[] allEqual(int genes, boolean disturbed, RandomGenerator random) {
        double value = random.nextDouble();
        double[] point = new double[genes];
        Arrays.setAll(
                point,
                _ ->
                        disturbed
                                ? Math.clamp(value + DISTURBANCE * random.nextGaussian(), 0.0, 1.0)
                                : value);
        return point;
    }
}
