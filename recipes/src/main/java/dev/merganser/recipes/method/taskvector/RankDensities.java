package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.mask.MaskSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.tensor.FloatBits;

import java.util.Arrays;

/**
 * MAGPRUNE's probabilities (DELLA, arXiv:2406.11617): in each row of a task vector they rise with
 * the rank of the magnitude, evenly from {@code density} − ε for the smallest to {@code density} +
 * ε for the largest; among equals the lower index comes first. The only element of a row has the
 * density.
 *
 * <p>So that all lie in [0, 1] and their mean stays the density, ε is at most the density and its
 * distance from 1. Each thread remembers the slab that it read last: O(slab) memory.
 */
final class RankDensities implements MaskSource.Densities {
    private final MergeTensor tensor;
    private final int model;
    private final RankedRows rows;
    private final double density;
    private final double epsilon;
    private final ThreadLocal<Slab> last = ThreadLocal.withInitial(() -> Slab.NONE);

    /** The probabilities of one slab. */
    private static final class Slab {
        private static final Slab NONE = new Slab(-1, new float[0]);
        private final long number;
        private final float[] densities;

        Slab(long number, float[] densities) {
            this.number = number;
            this.densities = densities;
        }
    }

    /** Of one model, by its {@code density} and {@code epsilon}. */
    RankDensities(MergeTensor tensor, int model, RankedRows rows) {
        this.tensor = tensor;
        this.model = model;
        this.rows = rows;
        this.density = tensor.arguments().number("density", model);
        double wanted = tensor.arguments().number("epsilon", model);
        this.epsilon = Math.min(wanted, Math.min(density, 1 - density));
    }

    @Override
    public void read(long from, float[] densities, int count) {
        int size = rows.slab();
        long end = Math.min(tensor.elements(), from + count);
        for (long at = from; at < end; ) {
            float[] slab = slab(at / size);
            int first = (int) (at % size);
            int some = (int) Math.min(size - first, end - at);
            System.arraycopy(slab, first, densities, (int) (at - from), some);
            at += some;
        }
    }

    private float[] slab(long number) {
        Slab slab = last.get();
        if (slab.number != number) {
            slab = new Slab(number, densities(deltas(number)));
            last.set(slab);
        }
        return slab.densities;
    }

    private float[] deltas(long number) {
        float[] deltas = new float[rows.slab()];
        long begin = number * deltas.length;
        tensor.forEachDelta(
                model,
                begin,
                begin + deltas.length,
                (from, values, count) ->
                        System.arraycopy(values, 0, deltas, (int) (from - begin), count));
        return deltas;
    }

    private float[] densities(float[] deltas) {
        float[] densities = new float[deltas.length];
        long[] keys = new long[rows.length()];
        for (int row = 0; row < rows.rows(); row++) {
            for (int i = 0; i < keys.length; i++) {
                int at = i * rows.rows() + row;
                long magnitude = Float.floatToRawIntBits(deltas[at]) & FloatBits.MAGNITUDE;
                keys[i] = magnitude << Integer.SIZE | at;
            }
            Arrays.sort(keys);
            for (int rank = 0; rank < keys.length; rank++) {
                densities[(int) keys[rank]] = (float) density(rank, keys.length);
            }
        }
        return densities;
    }

    private double density(int rank, int of) {
        double place = of == 1 ? 0.5 : rank / (of - 1.0);
        return density - epsilon + 2 * epsilon * place;
    }
}
