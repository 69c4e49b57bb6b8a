package dev.merganser.recipes.method.blend;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MergeTensor.Stretch;

import java.util.List;

/**
 * Exact order statistics of non-negative numbers, one for each element of a tensor, that are
 * computed anew in each pass instead of being kept: the bits of double, from the highest down, are
 * counted in six passes.
 */
final class Quantiles {
    private static final int[] SHIFTS = {52, 40, 28, 16, 8, 0};
    private static final int MOST_STRETCHES = 64;
    private static final int ROOM = 1 << 12;

    private final MergeTensor tensor;
    private final Numbers numbers;

    /** Which numbers: one for each element of a block. */
    @FunctionalInterface
    interface Numbers {
        void of(Block block, double[] into);
    }

    /** A number that is looked for: those with its high bits are known, its rank among them too. */
    private record Sought(long bits, long rank) {}

    private Quantiles(MergeTensor tensor, Numbers numbers) {
        this.tensor = tensor;
        this.numbers = numbers;
    }

    /** For each share q of n numbers that with ⌊q(n−1)⌋ before it in ascending order. */
    static double[] of(MergeTensor tensor, Numbers numbers, double... shares) {
        Quantiles quantiles = new Quantiles(tensor, numbers);
        Sought[] sought = new Sought[shares.length];
        for (int s = 0; s < shares.length; s++) {
            sought[s] = new Sought(0, (long) Math.floor(shares[s] * (tensor.elements() - 1)));
        }
        int known = 64;
        for (int shift : SHIFTS) {
            quantiles.narrow(sought, known, shift);
            known = shift;
        }
        double[] values = new double[shares.length];
        for (int s = 0; s < shares.length; s++) {
            values[s] = Double.longBitsToDouble(sought[s].bits);
        }
        return values;
    }

    private void narrow(Sought[] sought, int known, int shift) {
        List<long[][]> parts =
                tensor.overStretches(stretch(), stretch -> counts(stretch, sought, known, shift));
        for (int s = 0; s < sought.length; s++) {
            int bin = 0;
            long left = sought[s].rank;
            for (long here = sum(parts, s, bin); left >= here; here = sum(parts, s, bin)) {
                left -= here;
                bin++;
            }
            sought[s] = new Sought(sought[s].bits | (long) bin << shift, left);
        }
    }

    private static long sum(List<long[][]> parts, int sought, int bin) {
        long sum = 0;
        for (long[][] part : parts) {
            sum += part[sought][bin];
        }
        return sum;
    }

    private long stretch() {
        long even = Math.ceilDiv(tensor.elements(), MOST_STRETCHES);
        return Math.max(MergeTensor.STRETCH, Math.ceilDiv(even, ROOM) * ROOM);
    }

    private long[][] counts(Stretch stretch, Sought[] sought, int known, int shift) {
        long[][] counts = new long[sought.length][1 << (known - shift)];
        double[] values = new double[ROOM];
        stretch.forEachBlock(
                block -> {
                    numbers.of(block, values);
                    for (int s = 0; s < sought.length; s++) {
                        count(values, block.length(), sought[s].bits, known, shift, counts[s]);
                    }
                });
        return counts;
    }

    private static void count(
            double[] values, int length, long bits, int known, int shift, long[] counts) {
        int mask = counts.length - 1;
        for (int i = 0; i < length; i++) {
            long value = Double.doubleToRawLongBits(values[i]);
            if (known == 64 || (value ^ bits) >>> known == 0) {
                counts[(int) (value >>> shift) & mask]++;
            }
        }
    }
}
