package dev.merganser.results.indicator;

import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;

/**
 * How far two fronts lie apart: means over the points of one of the distance to the nearest point
 * of the other. 0 is best.
 *
 * <p>The plain forms use Euclidean distance (Van Veldhuizen and Lamont 1998; Coello and Reyes
 * Sierra 2004). The forms with a plus count only what the front is worse by, so that a better front
 * is never farther away (Ishibuchi et al. 2015, doi:10.1007/978-3-319-15892-1_8).
 */
public final class FrontDistance {

    private FrontDistance() {}

    /**
     * GD: mean distance from the points of a front to a reference front.
     *
     * @param front [points][objectives], finite, not empty; neither is changed
     * @param reference [points][objectives]
     */
    public static double generational(double[][] front, double[][] reference) {
        return mean(front, reference, FrontDistance::euclidean);
    }

    /** GD+: as {@link #generational}, counting only what a point is worse by. */
    public static double generationalPlus(double[][] front, double[][] reference) {
        return mean(front, reference, FrontDistance::excess);
    }

    /** IGD: mean distance from the points of a reference front to a front. */
    public static double invertedGenerational(double[][] front, double[][] reference) {
        return mean(reference, front, FrontDistance::euclidean);
    }

    /** IGD+: as {@link #invertedGenerational}, counting only what the front is worse by. */
    public static double invertedGenerationalPlus(double[][] front, double[][] reference) {
        return mean(reference, front, (wanted, reached) -> excess(reached, wanted));
    }

    private static double mean(
            double[][] from, double[][] to, ToDoubleBiFunction<double[], double[]> distance) {
        Fronts.require(from, to);
        return Arrays.stream(from)
                .mapToDouble(
                        point ->
                                Arrays.stream(to)
                                        .mapToDouble(other -> distance.applyAsDouble(point, other))
                                        .min()
                                        .orElseThrow())
                .average()
                .orElseThrow();
    }

    static double euclidean(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    private static double excess(double[] reached, double[] wanted) {
        double sum = 0;
        for (int i = 0; i < reached.length; i++) {
            double worse = Math.max(0, reached[i] - wanted[i]);
            sum += worse * worse;
        }
        return Math.sqrt(sum);
    }
}
