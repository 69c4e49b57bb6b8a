package dev.merganser.optimizer.algorithm;

import dev.merganser.results.front.FrontVolume;
import dev.merganser.results.front.Hypervolume;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What a point adds to the hypervolume of others: exact up to as many objectives as {@link
 * FrontVolume} is; beyond, the share of {@value #SAMPLES} random points of its own box that no
 * other covers. These lie alike in every box, so that little is lost in comparisons.
 */
final class FrontGain {

    private static final int SAMPLES = 2000;
    private static final String STREAM = "front-gain";

    private FrontGain() {}

    /**
     * The gain of a point.
     *
     * @param others [points][objectives], finite
     * @param reference [objectives], finite
     */
    static double of(double[] point, double[][] others, double[] reference) {
        return FrontVolume.isSampled(reference.length)
                ? sampled(point, others, reference)
                : Hypervolume.gain(point, others, reference);
    }

    private static double sampled(double[] point, double[][] others, double[] reference) {
        double box = 1;
        for (int i = 0; i < point.length; i++) {
            box *= Math.max(0, reference[i] - point[i]);
        }
        return box > 0 ? box * free(point, others, reference) / SAMPLES : 0;
    }

    /** How many points of the box no other point covers. */
    private static int free(double[] point, double[][] others, double[] reference) {
        RandomGenerator random = Streams.of(1, STREAM, 0);
        double[] drawn = new double[point.length];
        int free = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            Arrays.setAll(drawn, i -> point[i] + random.nextDouble() * (reference[i] - point[i]));
            free += Arrays.stream(others).noneMatch(other -> covers(other, drawn)) ? 1 : 0;
        }
        return free;
    }

    private static boolean covers(double[] other, double[] drawn) {
        for (int i = 0; i < drawn.length; i++) {
            if (other[i] > drawn[i]) {
                return false;
            }
        }
        return true;
    }
}
