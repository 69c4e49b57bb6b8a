package dev.merganser.optimizer.algorithm;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Test problems of the literature with genes in [0, 1], and the indicators to judge a front. */
final class Problems {

    private Problems() {}

    static BiFunction<Integer, double[], Outcome> of(java.util.function.UnaryOperator<double[]> f) {
        return (_, genes) -> Outcome.Costs.of(f.apply(genes));
    }

    /** The squared distance from a point, each gene scaled from 1 to the given condition. */
    static double ellipsoid(double[] genes, double centre, double condition) {
        return IntStream.range(0, genes.length)
                .mapToDouble(
                        i ->
                                StrictMath.pow(condition, i / Math.max(1.0, genes.length - 1))
                                        * (genes[i] - centre)
                                        * (genes[i] - centre))
                .sum();
    }

    /** Zitzler, Deb and Thiele 2000, doi:10.1162/106365600568202. */
    static double[] zdt1(double[] genes) {
        double g = 1 + 9 * Arrays.stream(genes).skip(1).sum() / (genes.length - 1);
        return new double[] {genes[0], g * (1 - StrictMath.sqrt(genes[0] / g))};
    }

    /**
     * Many local fronts before the plane of sum 1/2: Deb et al. 2002, doi:10.1109/CEC.2002.1007032.
     */
    static double[] dtlz1(double[] genes, int objectives) {
        double[] rest = Arrays.copyOfRange(genes, objectives - 1, genes.length);
        double g =
                100
                        * (rest.length
                                + Arrays.stream(rest)
                                        .map(x -> x - 0.5)
                                        .map(x -> x * x - StrictMath.cos(20 * StrictMath.PI * x))
                                        .sum());
        double[] costs = new double[objectives];
        double product = (1 + g) / 2;
        for (int i = objectives - 1; i > 0; i--) {
            double gene = genes[objectives - 1 - i];
            costs[i] = product * (1 - gene);
            product *= gene;
        }
        costs[0] = product;
        return costs;
    }

    /** Three objectives on the unit sphere. */
    static double[] dtlz2(double[] genes) {
        return dtlz2(genes, 3);
    }

    /** The unit sphere: Deb et al. 2002, doi:10.1109/CEC.2002.1007032. */
    static double[] dtlz2(double[] genes, int objectives) {
        double g =
                Arrays.stream(genes)
                        .skip(objectives - 1)
                        .map(gene -> (gene - 0.5) * (gene - 0.5))
                        .sum();
        double[] costs = new double[objectives];
        double product = 1 + g;
        for (int i = objectives - 1; i > 0; i--) {
            double angle = genes[objectives - 1 - i] * StrictMath.PI / 2;
            costs[i] = product * StrictMath.sin(angle);
            product *= StrictMath.cos(angle);
        }
        costs[0] = product;
        return costs;
    }

    /** Exact hypervolume up to a reference point, by slicing the last objective. */
    static double hypervolume(List<double[]> points, double[] reference) {
        List<double[]> inside =
                points.stream()
                        .filter(
                                p ->
                                        IntStream.range(0, reference.length)
                                                .allMatch(i -> p[i] < reference[i]))
                        .toList();
        return volume(inside, reference, reference.length);
    }

    private static double volume(List<double[]> points, double[] reference, int objectives) {
        if (points.isEmpty()) {
            return 0;
        }
        int last = objectives - 1;
        if (last == 0) {
            return reference[0] - points.stream().mapToDouble(p -> p[0]).min().orElseThrow();
        }
        List<double[]> sorted =
                front(points, objectives).stream()
                        .sorted(Comparator.comparingDouble(p -> p[last]))
                        .toList();
        double volume = 0;
        for (int i = 0; i < sorted.size(); i++) {
            double top = i + 1 < sorted.size() ? sorted.get(i + 1)[last] : reference[last];
            volume +=
                    (top - sorted.get(i)[last]) * volume(sorted.subList(0, i + 1), reference, last);
        }
        return volume;
    }

    /** The points that no other one dominates, copies left out. */
    static List<double[]> front(List<double[]> points, int objectives) {
        return IntStream.range(0, points.size())
                .filter(
                        i ->
                                IntStream.range(0, points.size())
                                        .noneMatch(j -> beats(points, j, i, objectives)))
                .mapToObj(points::get)
                .toList();
    }

    private static boolean beats(List<double[]> points, int j, int i, int objectives) {
        double[] other = points.get(j);
        double[] point = points.get(i);
        boolean equal = true;
        for (int k = 0; k < objectives; k++) {
            if (other[k] > point[k]) {
                return false;
            }
            equal &= other[k] == point[k];
        }
        return !equal || j < i;
    }
}
