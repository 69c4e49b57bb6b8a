package dev.merganser.recipes.method;

import dev.merganser.recipes.method.MagnitudeHistogram.Bin;
import dev.merganser.recipes.tensor.Vectors;

import java.util.function.Consumer;

/**
 * Keeps the elements of largest magnitude and sets the others to 0 (TIES, arXiv:2306.01708, step
 * 1).
 *
 * @param threshold float bits of the smallest magnitude that is kept
 * @param lastEqual index of the last element kept among those of exactly that magnitude: where they
 *     are more than are wanted, the lower index wins
 */
record Trim(int threshold, long lastEqual) implements Sparsifier {
    static final int MAGNITUDE = 0x7fff_ffff;
    private static final long MANY = 1 << 18;
    private static final int[] SMALL_STEPS = {20, 10, 0};
    private static final int[] LARGE_STEPS = {15, 0};

    /**
     * The trim of one model's task vector to its {@code density}: ⌊density · n⌋ elements, but at
     * least one unless the density is 0.
     */
    static Sparsifier of(MergeTensor tensor, int model) {
        double density = tensor.arguments().number("density", model);
        long wanted = wanted(density, tensor.elements());
        return wanted >= tensor.elements()
                ? Sparsifier.NONE
                : keepingLargest(
                        wanted, tensor.elements(), piece -> tensor.forEachDelta(model, piece));
    }

    private static long wanted(double density, long elements) {
        return density > 0 ? Math.max(1, (long) (density * elements)) : 0;
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
    static Sparsifier keepingLargest(long wanted, long elements, Consumer<Piece> pass) {
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
        int i = Vectors.usable() ? TrimVectors.drop(values, begin, end, least) : begin;
        for (; i < end; i++) {
            if (magnitude(values[i]) < least) {
                values[i] = 0;
            }
        }
    }

    private static int magnitude(float value) {
        return Float.floatToRawIntBits(value) & MAGNITUDE;
    }

    /** Looks for the n-th element of one magnitude. */
    private static final class EqualSearch implements Piece {
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
                if (magnitude(values[i]) == bits && --missing == 0) {
                    found = from + i;
                }
            }
        }

        long found() {
            return found;
        }
    }
}
