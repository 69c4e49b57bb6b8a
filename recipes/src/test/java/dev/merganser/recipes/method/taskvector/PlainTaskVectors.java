package dev.merganser.recipes.method.taskvector;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The plain twin of TIES and task arithmetic: one element at a time, written from mergekit's
 * formulas, with a sort for the trim.
 */
final class PlainTaskVectors {
    private final double[] weights;
    private final double density;
    private final boolean elects;
    private final boolean normalize;
    private final double lambda;

    PlainTaskVectors(
            double[] weights, double density, boolean elects, boolean normalize, double lambda) {
        this.weights = weights;
        this.density = density;
        this.elects = elects;
        this.normalize = normalize;
        this.lambda = lambda;
    }

    float[] merge(float[] base, float[]... models) {
        float[][] deltas = new float[models.length][];
        for (int m = 0; m < models.length; m++) {
            deltas[m] = trim(subtract(models[m], base));
        }
        float[] merged = new float[base.length];
        for (int i = 0; i < base.length; i++) {
            merged[i] = (float) (base[i] + combined(deltas, i) * lambda);
        }
        return merged;
    }

    private static float[] subtract(float[] model, float[] base) {
        float[] delta = new float[base.length];
        for (int i = 0; i < base.length; i++) {
            delta[i] = model[i] - base[i];
        }
        return delta;
    }

    private float[] trim(float[] delta) {
        float[] kept = new float[delta.length];
        IntStream.range(0, delta.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Math.abs(delta[i])))
                .limit(Math.max(1, (long) (density * delta.length)))
                .forEach(i -> kept[i] = delta[i]);
        return kept;
    }

    private double combined(float[][] deltas, int i) {
        double all = 0;
        for (int m = 0; m < deltas.length; m++) {
            all += weights[m] * deltas[m][i];
        }
        double sum = 0;
        double shares = 0;
        for (int m = 0; m < deltas.length; m++) {
            double weighted = weights[m] * deltas[m][i];
            boolean agrees = !elects || (all >= 0 ? weighted > 0 : weighted < 0);
            sum += agrees ? weighted : 0;
            shares += agrees ? weights[m] : 0;
        }
        return normalize ? sum / (shares == 0 ? 1 : shares) : sum;
    }
}
