package dev.merganser.results.indicator;

import java.util.ArrayList;
import java.util.List;

/**
 * Evenly spread directions: all points of the unit simplex whose coordinates are multiples of one
 * over the divisions (Das and Dennis 1998, doi:10.1137/S1052623496307510).
 */
public final class SimplexLattice {

    private SimplexLattice() {}

    /**
     * The points in lexicographic order, C(divisions + dimensions − 1, divisions) of them.
     *
     * @param dimensions at least 1
     * @param divisions at least 1
     */
    public static List<double[]> of(int dimensions, int divisions) {
        if (dimensions < 1 || divisions < 1) {
            throw new IllegalArgumentException(
                    "A lattice has at least 1 dimension and 1 division, found %d and %d"
                            .formatted(dimensions, divisions));
        }
        List<double[]> points = new ArrayList<>();
        fill(new int[dimensions], 0, divisions, divisions, points);
        return points;
    }

    private static void fill(int[] counts, int at, int left, int divisions, List<double[]> points) {
        if (at == counts.length - 1) {
            counts[at] = left;
            points.add(scaled(counts, divisions));
            return;
        }
        for (int count = 0; count <= left; count++) {
            counts[at] = count;
            fill(counts, at + 1, left - count, divisions, points);
        }
    }

    private static double[] scaled(int[] counts, int divisions) {
        double[] point = new double[counts.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = (double) counts[i] / divisions;
        }
        return point;
    }
}
