package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.Items;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Counts items that are almost equal to an item of an earlier split: cosine of their inputs at
 * least {@value #COSINE}. Candidates come from the signs of 128 fixed random projections, 32 at a
 * time, so about one pair in fifty at the very threshold is missed; each candidate is then compared
 * exactly.
 *
 * <p>Source: M. Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002.
 */
final class NearDuplicates {

    private static final double COSINE = 0.999;
    private static final int BANDS = 4;
    private static final int BITS = 32;

    private final float[][] projections;
    private final List<Map<Integer, List<float[]>>> earlier = new ArrayList<>();

    private NearDuplicates(int values) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20021);
        projections = new float[values][BANDS * BITS];
        for (float[] row : projections) {
            for (int i = 0; i < row.length; i++) {
                row[i] = random.nextBoolean() ? 1f : -1f;
            }
        }
        for (int band = 0; band < BANDS; band++) {
            earlier.add(new HashMap<>());
        }
    }

    static int count(Map<Split, Items> parts) {
        Items first = parts.values().iterator().next();
        var search = new NearDuplicates(Math.toIntExact(first.shape().elements()));
        int near = 0;
        for (Split split : Split.values()) {
            if (parts.containsKey(split)) {
                near += search.countAndAdd(parts.get(split));
            }
        }
        return near;
    }

    private int countAndAdd(Items items) {
        List<float[]> all = new ArrayList<>();
        List<int[]> signatures = new ArrayList<>();
        int near = 0;
        for (int i = 0; i < items.count(); i++) {
            float[] values = items.values(i, 1).toArray(ValueLayout.JAVA_FLOAT);
            int[] signature = signature(values);
            near += isNear(values, signature) ? 1 : 0;
            all.add(values);
            signatures.add(signature);
        }
        for (int i = 0; i < all.size(); i++) {
            add(all.get(i), signatures.get(i));
        }
        return near;
    }

    private boolean isNear(float[] values, int[] signature) {
        for (int band = 0; band < BANDS; band++) {
            for (float[] other : earlier.get(band).getOrDefault(signature[band], List.of())) {
                if (cosine(values, other) >= COSINE) {
                    return true;
                }
            }
        }
        return false;
    }

    private void add(float[] values, int[] signature) {
        for (int band = 0; band < BANDS; band++) {
            earlier.get(band).computeIfAbsent(signature[band], _ -> new ArrayList<>()).add(values);
        }
    }

    private int[] signature(float[] values) {
        float[] sums = new float[BANDS * BITS];
        for (int v = 0; v < values.length; v++) {
            if (values[v] != 0) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += values[v] * projections[v][i];
                }
            }
        }
        int[] signature = new int[BANDS];
        for (int i = 0; i < sums.length; i++) {
            signature[i / BITS] |= sums[i] > 0 ? 1 << (i % BITS) : 0;
        }
        return signature;
    }

    private static double cosine(float[] a, float[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return ab == 0 ? 0 : ab / Math.sqrt(aa * bb);
    }
}
