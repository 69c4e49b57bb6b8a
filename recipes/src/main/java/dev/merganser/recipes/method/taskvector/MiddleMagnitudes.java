package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.MergeTensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Sets the largest magnitudes to 0 as well as the smallest (Model Breadcrumbs, arXiv:2312.06795):
 * of a task vector of n elements the ⌊γn⌋ largest go, and of the others the ⌊{@code density} · n⌋
 * largest stay. Where there are not so many, fewer go; with a density of 1 none does. Among equals
 * the lower index counts as larger.
 *
 * @param largest keeps those that go for being large, and those that stay
 * @param outliers keeps those that go for being large
 */
record MiddleMagnitudes(Sparsifier largest, Sparsifier outliers) implements Sparsifier {
    private static final ThreadLocal<float[]> COPY = ThreadLocal.withInitial(() -> new float[0]);

    /**
     * How many elements are outliers, and how many stay.
     *
     * @param outliers how many of the largest go
     * @param kept how many of the next stay
     */
    record Counts(long outliers, long kept) {

        /** Those of one model's {@code density} and {@code gamma}. */
        static Counts of(MergeTensor tensor, int model) {
            long elements = tensor.elements();
            double density = tensor.arguments().number("density", model);
            double gamma = tensor.arguments().number("gamma", model);
            if (density >= 1) {
                return new Counts(0, elements);
            }
            long kept = (long) (density * elements);
            return new Counts(Math.min((long) (gamma * elements), elements - kept), kept);
        }

        /** What drops the others, given what keeps so many of the largest. */
        Sparsifier sparsifier(Sparsifier largest, Sparsifier ofOutliers) {
            if (kept == 0) {
                return Sparsifier.ALL;
            }
            return outliers == 0 ? largest : new MiddleMagnitudes(largest, ofOutliers);
        }
    }

    /** What is dropped of each model's task vector. */
    static List<Sparsifier> ofAll(MergeTensor tensor) {
        int models = tensor.models().size();
        List<Counts> counts = new ArrayList<>();
        long[] outliers = new long[models];
        long[] largest = new long[models];
        for (int m = 0; m < models; m++) {
            counts.add(Counts.of(tensor, m));
            outliers[m] = counts.get(m).outliers();
            largest[m] = outliers[m] + counts.get(m).kept();
        }
        List<Sparsifier> keepingLargest = Trim.ofAll(tensor, largest);
        List<Sparsifier> keepingOutliers = Trim.ofAll(tensor, outliers);
        List<Sparsifier> all = new ArrayList<>();
        for (int m = 0; m < models; m++) {
            all.add(counts.get(m).sparsifier(keepingLargest.get(m), keepingOutliers.get(m)));
        }
        return all;
    }

    @Override
    public void apply(long from, float[] delta, int count) {
        float[] copy = copy(delta, count);
        outliers.apply(from, copy, count);
        largest.apply(from, delta, count);
        subtract(copy, delta, count);
    }

    private static float[] copy(float[] values, int count) {
        float[] copy = COPY.get();
        if (copy.length < count) {
            copy = new float[count];
            COPY.set(copy);
        }
        System.arraycopy(values, 0, copy, 0, count);
        return copy;
    }

    /** Exact: what is subtracted is either the value or 0. */
    private static void subtract(float[] outliers, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] -= outliers[i];
        }
    }
}
