package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.Piece;
import dev.merganser.recipes.method.taskvector.MagnitudeHistogram.Bin;
import dev.merganser.recipes.tensor.FloatBits;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the elements of largest magnitude and sets the others to 0 (TIES, arXiv:2306.01708, step
 * 1).
 *
 * @param threshold float bits of the smallest magnitude that is kept
 * @param lastEqual index of the last element kept among those of exactly that magnitude: where they
 *     are more than are wanted, the lower index wins
 */
public record Trim(int threshold, long lastEqual) implements Sparsifier {
    private static final long MANY = 1 << 18;
    private static final int[] SMALL_STEPS = {20, 10, 0};
    static final int[] LARGE_STEPS = {15, 0};
    private static final ThreadLocal<int[]> BITS = ThreadLocal.withInitial(() -> new int[2048]);

    /**
     * The trims of all models' task vectors, each to its {@code density}: ⌊density · n⌋ elements,
     * but at least one unless the density is 0.
     */
    public static List<Sparsifier> ofAll(MergeTensor tensor) {
        return ofAll(tensor, wanted(tensor));
    }

    /** The trims of all models' task vectors, each to so many elements. */
    static List<Sparsifier> ofAll(MergeTensor tensor, long[] wanted) {
        if (tensor.elements() >= MANY) {
            return TrimSearch.of(tensor, wanted);
        }
        List<Sparsifier> trims = new ArrayList<>();
        for (int m = 0; m < wanted.length; m++) {
            trims.add(of(tensor, m, wanted[m]));
        }
        return trims;
    }

    private static Sparsifier of(MergeTensor tensor, int model, long wanted) {
        return wanted >= tensor.elements()
                ? Sparsifier.NONE
                : keepingLargest(
                        wanted, tensor.elements(), piece -> tensor.forEachDelta(model, piece));
    }

    private static long[] wanted(MergeTensor tensor) {
        long[] wanted = new long[tensor.models().size()];
        for (int m = 0; m < wanted.length; m++) {
            double density = tensor.arguments().number("density", m);
            wanted[m] = density > 0 ? Math.max(1, (long) (density * tensor.elements())) : 0;
        }
        return wanted;
    }

    /**
     * Finds the threshold by histograms of the float bits, two over many elements and three smaller
     * ones over few, never by a sort; one more pass, only where too many elements share the
     * threshold, finds the last of them to keep.
     *
     * @param wanted how many to keep, at most as many as there are
     * @param elements how many there are
     * @param pass hands all values over, in the same order at each call
     */
    public static Sparsifier keepingLargest(long wanted, long elements, Consumer<Piece> pass) {
        if (wanted == 0) {
            return Sparsifier.ALL;
        }
        Bin bin = Bin.all(wanted);
        for (int freeBits : elements < MANY ? SMALL_STEPS : LARGE_STEPS) {
            MagnitudeHistogram histogram = new MagnitudeHistogram(bin, freeBits);
            pass.accept(histogram);
            bin = histogram.binOfLast();
        }
        return new Trim(bin.bits(), lastEqual(bin, pass));
    }

    private static long lastEqual(Bin bin, Consumer<Piece> pass) {
        if (bin.count() == bin.wanted()) {
            return Long.MAX_VALUE;
        }
        EqualSearch search = new EqualSearch(bin.bits(), bin.wanted());
        pass.accept(search);
        return search.found();
    }

    @Override
    public void apply(long from, float[] delta, int count) {
        int split = 1 + Math.clamp(lastEqual - from, -1, count - 1);
        drop(delta, 0, split, threshold);
        drop(delta, split, count, threshold + 1);
    }

    /** Sets to 0 what is smaller than the float whose bits are {@code least}. */
    private static void drop(float[] values, int begin, int end, int least) {
        int[] bits = BITS.get();
        for (int from = begin; from < end; from += bits.length) {
            int count = Math.min(bits.length, end - from);
            FloatBits.take(values, from, bits, count);
            drop(bits, least, count);
            FloatBits.give(bits, values, from, count);
        }
    }

    private static void drop(int[] bits, int least, int count) {
        for (int i = 0; i < count; i++) {
            bits[i] &= ~(((bits[i] & FloatBits.MAGNITUDE) - least) >> 31);
        }
    }

    /** Looks for the n-th element of one magnitude. */
    static final class EqualSearch implements Piece {
        private final int bits;
        private long missing;
        private long found = -1;

        EqualSearch(int bits, long wanted) {
            this.bits = bits;
            this.missing = wanted;
        }

        @Override
        public void accept(long from, float[] values, int count) {
            for (int i = 0; i < count && missing > 0; i++) {
                int magnitude = Float.floatToRawIntBits(values[i]) & FloatBits.MAGNITUDE;
                if (magnitude == bits && --missing == 0) {
                    found = from + i;
                }
            }
        }

        long found() {
            return found;
        }
    }
}
