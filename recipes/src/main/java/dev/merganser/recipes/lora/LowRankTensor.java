package dev.merganser.recipes.lora;

import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.Arrays;

/**
 * A weight with its LoRA update, W + scale·(left·right), computed while it is read. Products and
 * their sum, in the order of the rank, the scale and the sum with W are in double, and rounded to
 * float32 once: the correctly rounded value but for one in some hundred million. Each element is
 * computed alone, so blocks and threads change no bit.
 */
final class LowRankTensor implements FloatTensor {

    private static final int CHUNK = 1024;

    private final FloatTensor base;
    private final LowRankProduct product;
    private final FactorCache cache;

    LowRankTensor(FloatTensor base, LowRankProduct product, FactorCache cache) {
        this.base = base;
        this.product = product;
        this.cache = cache;
    }

    LowRankProduct product() {
        return product;
    }

    @Override
    public TensorInfo info() {
        return base.info();
    }

    @Override
    public void read(long from, float[] into, int count) {
        base.read(from, into, count);
        Factors factors = cache.of(this);
        double[] sums = new double[Math.min(CHUNK, Math.min(count, product.columns()))];
        int done = 0;
        while (done < count) {
            long element = from + done;
            int column = (int) (element % product.columns());
            int n = Math.min(sums.length, Math.min(count - done, product.columns() - column));
            sum(factors, (int) (element / product.columns()), column, sums, n);
            add(into, done, sums, n, product.scale());
            done += n;
        }
    }

    /** Elements of one row of the product, from {@code column}. */
    private void sum(Factors factors, int row, int column, double[] sums, int n) {
        int rank = product.rank();
        int columns = product.columns();
        int l = row * rank;
        int k = 0;
        Arrays.fill(sums, 0, n, 0);
        for (; k + 4 <= rank; k += 4) {
            addFour(sums, n, factors.left(), l + k, factors.right(), k * columns + column, columns);
        }
        for (; k < rank; k++) {
            addOne(sums, n, factors.left()[l + k], factors.right(), k * columns + column);
        }
    }

    private static void addFour(
            double[] sums, int n, float[] left, int l, float[] right, int r, int step) {
        double l0 = left[l];
        double l1 = left[l + 1];
        double l2 = left[l + 2];
        double l3 = left[l + 3];
        for (int j = 0; j < n; j++) {
            double sum = sums[j] + l0 * right[r + j];
            sum += l1 * right[r + step + j];
            sum += l2 * right[r + 2 * step + j];
            sums[j] = sum + l3 * right[r + 3 * step + j];
        }
    }

    private static void addOne(double[] sums, int n, double left, float[] right, int r) {
        for (int j = 0; j < n; j++) {
            sums[j] += left * right[r + j];
        }
    }

    private static void add(float[] into, int at, double[] sums, int n, double scale) {
        for (int j = 0; j < n; j++) {
            into[at + j] = (float) (into[at + j] + scale * sums[j]);
        }
    }
}
