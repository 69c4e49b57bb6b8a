package dev.merganser.recipes.method;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A run of consecutive elements of every input of a merge, as float32. Belongs to one thread; its
 * arrays may be longer than {@link #length()} and are overwritten by the next block.
 */
public final class Block {
    /** Capacities are multiples of this, so that a kernel's last vector stays within the array. */
    private static final int GRAIN = 64;

    private float[][] models = {};
    private float[] base = {};
    private double[] sums = {};
    private boolean hasBase;
    private long from;
    private int length;

    /** Index within the tensor of the first element. */
    public long from() {
        return from;
    }

    /** Number of elements. */
    public int length() {
        return length;
    }

    /** Number of models, the base not counted. */
    public int models() {
        return models.length;
    }

    /** The values of a model, counted from 0 in the order of the recipe. */
    public float[] model(int index) {
        return models[index];
    }

    /** Whether there is a base. */
    public boolean hasBase() {
        return hasBase;
    }

    /** The values of the base; throws where the merge has none. */
    public float[] base() {
        if (!hasBase) {
            throw new IllegalStateException("This merge has no base model");
        }
        return base;
    }

    /** Room for one sum an element; holds whatever was left there. */
    public double[] sums() {
        if (sums.length < length) {
            sums = new double[capacity(length)];
        }
        return sums;
    }

    /** Whether all inputs have the same bits. */
    boolean isUniform() {
        float[] first = hasBase ? base : models[0];
        for (float[] model : models) {
            if (!Arrays.equals(first, 0, length, model, 0, length)) {
                return false;
            }
        }
        return true;
    }

    void load(
            List<FloatSource> modelSources,
            Optional<FloatSource> baseSource,
            long start,
            int count) {
        reserve(modelSources.size(), baseSource.isPresent(), count);
        from = start;
        length = count;
        for (int i = 0; i < models.length; i++) {
            modelSources.get(i).read(start, models[i], count);
        }
        baseSource.ifPresent(source -> source.read(start, base, count));
    }

    /** Replaces the values of a model by its task vector, cut off where float32 ends. */
    public void subtractBase(int model) {
        subtract(models[model], base, length);
    }

    private static void subtract(float[] values, float[] base, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = Math.clamp(values[i] - base[i], -Float.MAX_VALUE, Float.MAX_VALUE);
        }
    }

    private static int capacity(int count) {
        return Math.ceilDiv(count, GRAIN) * GRAIN;
    }

    private void reserve(int modelCount, boolean withBase, int count) {
        int capacity = capacity(count);
        hasBase = withBase;
        if (models.length != modelCount || (modelCount > 0 && models[0].length < count)) {
            models = new float[modelCount][capacity];
        }
        if (withBase && base.length < count) {
            base = new float[capacity];
        }
    }
}
