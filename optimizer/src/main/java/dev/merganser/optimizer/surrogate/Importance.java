package dev.merganser.optimizer.surrogate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much points count in a fit, by how far they are behind the front of all: 1 / (1 + (depth /
 * half)²), as a Cauchy weight has it. A quadratic follows no metric over a whole space, and where
 * recipes are bad it need not. Objectives that are the same everywhere put no point on the front.
 */
public final class Importance {

    /** As a share of the terms of a quadratic: what all points count together at least. */
    private static final double FEWEST = 2 / 3.0;

    /** As a share of the points: the most that is asked of them. */
    private static final double MOST = 0.9;

    private static final double WIDER = 1.1;
    private static final double NARROWEST = 1e-6;

    private Importance() {}

    /**
     * The importance of each point.
     *
     * @param costs [points][objectives], in ranges
     * @param focus the depth in ranges at which a point counts half, and as much more as it takes
     *     for all together to count as two thirds of the terms, or as nine tenths of the points; 0:
     *     all count alike
     * @param variables of the quadratic
     */
    public static double[] of(List<double[]> costs, double focus, int variables) {
        int[] varied = varied(costs);
        double[] depths = costs.stream().mapToDouble(each -> depth(each, costs, varied)).toArray();
        double fewest = Math.min(FEWEST * QuadraticTerms.count(variables), MOST * depths.length);
        double half = focus > 0 ? Math.max(focus, NARROWEST) : Double.POSITIVE_INFINITY;
        while (Arrays.stream(of(depths, half)).sum() < fewest) {
            half *= WIDER;
        }
        return of(depths, half);
    }

    private static double[] of(double[] depths, double half) {
        return Arrays.stream(depths).map(depth -> depth / half).map(x -> 1 / (1 + x * x)).toArray();
    }

    private static int[] varied(List<double[]> costs) {
        double[] first = costs.getFirst();
        return IntStream.range(0, first.length)
                .filter(i -> costs.stream().anyMatch(each -> each[i] != first[i]))
                .toArray();
    }

    /** By how much some point is better in every objective that varies; 0 on the front. */
    private static double depth(double[] costs, List<double[]> all, int[] varied) {
        return all.stream().mapToDouble(other -> least(costs, other, varied)).max().orElse(0);
    }

    /** The least that one has more than another in an objective. */
    private static double least(double[] costs, double[] other, int[] varied) {
        return Arrays.stream(varied).mapToDouble(i -> costs[i] - other[i]).min().orElse(0);
    }
}
