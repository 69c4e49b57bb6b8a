package dev.merganser.results.front;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The exact volume of cost space that points dominate up to a reference point, for any number of
 * objectives; lower costs are better. Points may repeat and dominate each other; what is not
 * strictly better than the reference in every objective adds nothing.
 *
 * <p>Two and three objectives are swept in O(n log n) comparisons (Beume et al. 2009,
 * doi:10.1109/TEVC.2009.2015575); from four on, exclusive volumes are summed and sliced by the last
 * objective down to the sweep (WFG, While, Bradstreet and Barone 2012,
 * doi:10.1109/TEVC.2010.2077298).
 */
public final class Hypervolume {

    private Hypervolume() {}

    /**
     * The hypervolume of points.
     *
     * @param costs [points][objectives], finite; not changed
     * @param reference [objectives], finite
     */
    public static double of(double[][] costs, double[] reference) {
        requireFinite(reference, reference.length);
        for (double[] point : costs) {
            requireFinite(point, reference.length);
        }
        double[][] inside =
                Arrays.stream(costs)
                        .filter(point -> strictlyBelow(point, reference))
                        .toArray(double[][]::new);
        return volume(inside, reference, reference.length);
    }

    /**
     * What a point adds to the hypervolume of others: quicker than two hypervolumes, since only the
     * others' parts in the point's own box count. Exactly 0 where another is nowhere worse.
     *
     * @param costs [points][objectives], finite; not changed
     * @param reference [objectives], finite
     */
    public static double gain(double[] point, double[][] costs, double[] reference) {
        requireFinite(point, reference.length);
        requireFinite(reference, reference.length);
        if (!strictlyBelow(point, reference)) {
            return 0;
        }
        double[][] withOthers = new double[costs.length + 1][];
        withOthers[0] = point;
        int size = 1;
        for (double[] other : costs) {
            requireFinite(other, reference.length);
            if (weaklyDominates(other, point)) {
                return 0; // which a difference of volumes may miss by rounding
            }
            if (strictlyBelow(other, reference)) {
                withOthers[size++] = other;
            }
        }
        return exclusive(Arrays.copyOf(withOthers, size), 0, reference, reference.length);
    }

    private static void requireFinite(double[] point, int objectives) {
        if (point.length != objectives || objectives == 0) {
            throw new IllegalArgumentException(
                    "Points and reference must have as many objectives, at least 1, found "
                            + point.length
                            + " and "
                            + objectives);
        }
        for (double cost : point) {
            if (!Double.isFinite(cost)) {
                throw new IllegalArgumentException("Costs must be finite, found " + cost);
            }
        }
    }

    private static boolean strictlyBelow(double[] point, double[] reference) {
        for (int i = 0; i < reference.length; i++) {
            if (!(point[i] < reference[i])) {
                return false;
            }
        }
        return true;
    }

    /** Volume in the first {@code objectives} coordinates of points that all lie inside. */
    private static double volume(double[][] points, double[] reference, int objectives) {
        if (points.length == 1) {
            return box(points[0], reference, objectives);
        }
        return switch (objectives) {
            case 1 ->
                    reference[0]
                            - Arrays.stream(points)
                                    .mapToDouble(p -> p[0])
                                    .min()
                                    .orElse(reference[0]);
            case 2 -> area(points, reference);
            case 3 -> sweep(points, reference);
            default -> slices(points, reference, objectives);
        };
    }

    private static double box(double[] point, double[] reference, int objectives) {
        double volume = 1;
        for (int i = 0; i < objectives; i++) {
            volume *= reference[i] - point[i];
        }
        return volume;
    }

    private static double area(double[][] points, double[] reference) {
        double[][] rising = points.clone(); // so that each corner goes to the end
        Arrays.sort(rising, Comparator.comparingDouble(point -> point[0]));
        var staircase = new Staircase(points.length, reference[0], reference[1]);
        for (double[] point : rising) {
            staircase.add(point[0], point[1]);
        }
        return staircase.area();
    }

    /** Sweeps the third objective upwards over the growing area of the first two. */
    private static double sweep(double[][] points, double[] reference) {
        double[][] rising = points.clone();
        Arrays.sort(rising, Comparator.comparingDouble(point -> point[2]));
        var staircase = new Staircase(points.length, reference[0], reference[1]);
        double volume = 0;
        for (int i = 0; i < rising.length; i++) {
            staircase.add(rising[i][0], rising[i][1]);
            double next = i + 1 < rising.length ? rising[i + 1][2] : reference[2];
            volume += staircase.area() * (next - rising[i][2]);
        }
        return volume;
    }

    /**
     * Sums what each point adds to those that are better in the last objective: a slice as thick as
     * the point's distance from the reference there.
     */
    private static double slices(double[][] points, double[] reference, int objectives) {
        int last = objectives - 1;
        double[][] falling = points.clone();
        Arrays.sort(
                falling, Comparator.comparingDouble((double[] point) -> point[last]).reversed());
        double volume = 0;
        for (int i = 0; i < falling.length; i++) {
            double thickness = reference[last] - falling[i][last];
            volume += thickness * exclusive(falling, i, reference, last);
        }
        return volume;
    }

    /** What point {@code i} covers in the first {@code objectives} and no later point does. */
    private static double exclusive(double[][] points, int i, double[] reference, int objectives) {
        double[][] limited = nonDominated(limit(points, i, objectives), objectives);
        double covered = limited.length == 0 ? 0 : volume(limited, reference, objectives);
        return box(points[i], reference, objectives) - covered;
    }

    /** The parts of the later points' boxes that lie in the box of point {@code i}. */
    private static double[][] limit(double[][] points, int i, int objectives) {
        double[][] limited = new double[points.length - i - 1][objectives];
        for (int j = 0; j < limited.length; j++) {
            for (int k = 0; k < objectives; k++) {
                limited[j][k] = Math.max(points[i][k], points[i + 1 + j][k]);
            }
        }
        return limited;
    }

    private static double[][] nonDominated(double[][] points, int objectives) {
        if (objectives <= 3) {
            return points; // the sweep does not mind
        }
        double[][] kept = new double[points.length][];
        int size = 0;
        for (double[] point : points) {
            size = insert(kept, size, point);
        }
        return Arrays.copyOf(kept, size);
    }

    /** Inserts a point among mutually non-dominated ones; the answer is how many are left. */
    private static int insert(double[][] kept, int size, double[] point) {
        int left = 0;
        for (int i = 0; i < size; i++) {
            if (weaklyDominates(kept[i], point)) {
                return size; // then the point dominates none of the others
            }
            if (!weaklyDominates(point, kept[i])) {
                kept[left++] = kept[i];
            }
        }
        kept[left] = point;
        return left + 1;
    }

    private static boolean weaklyDominates(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            if (a[i] > b[i]) {
                return false;
            }
        }
        return true;
    }
}
