package dev.merganser.recipes.method.blend;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MergeTensor.Stretch;

import java.util.Arrays;

/**
 * The Kullback-Leibler divergence of the softmax of the model's rows from that of the base's, one
 * number a row. Two passes; in double, and the same for any number of threads.
 */
final class RowDivergence {
    /** Added to every probability. */
    private static final double FLOOR = 1e-8;

    private final long columns;
    private final double[] ofRows;

    private RowDivergence(long columns, long rows) {
        this.columns = columns;
        this.ofRows = new double[Math.toIntExact(rows)];
    }

    /** Takes a run of elements of one row, with the row's divergence. */
    @FunctionalInterface
    interface Run {
        void accept(double divergence, int begin, int end);
    }

    /** Takes a run of elements of one row, with the number of the row. */
    @FunctionalInterface
    private interface RowRun {
        void accept(int row, int begin, int end);
    }

    /** Of a tensor that is not empty; vectors and scalars are one row. */
    static RowDivergence of(MergeTensor tensor) {
        long elements = tensor.elements();
        long columns = tensor.shape().rank() < 2 ? elements : tensor.shape().dims().getLast();
        RowDivergence all = new RowDivergence(columns, elements / columns);
        int row = 0;
        for (double[] part : tensor.overStretches(wholeRows(columns), all::rowsOf)) {
            System.arraycopy(part, 0, all.ofRows, row, part.length);
            row += part.length;
        }
        return all;
    }

    /** A length of stretches that cuts no row: a multiple of it and of 4096. */
    private static long wholeRows(long columns) {
        long both = columns * (4096 / greatestCommonDivisor(columns, 4096));
        return both * Math.ceilDiv(MergeTensor.STRETCH, both);
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    private double[] rowsOf(Stretch stretch) {
        int rows = Math.toIntExact((stretch.end() - stretch.begin()) / columns);
        Softmax model = new Softmax(rows);
        Softmax base = new Softmax(rows);
        stretch.forEachBlock(
                block ->
                        forEachRow(
                                block.from() - stretch.begin(),
                                block.length(),
                                (row, begin, end) -> {
                                    model.add(row, block.model(0), begin, end);
                                    base.add(row, block.base(), begin, end);
                                }));
        double[] divergences = new double[rows];
        stretch.forEachBlock(
                block ->
                        forEachRow(
                                block.from() - stretch.begin(),
                                block.length(),
                                (row, begin, end) ->
                                        divergences[row] +=
                                                divergence(model, base, block, row, begin, end)));
        return divergences;
    }

    private void forEachRow(long from, int length, RowRun run) {
        int begin = 0;
        while (begin < length) {
            long element = from + begin;
            int end = (int) Math.min(length, begin + columns - element % columns);
            run.accept((int) (element / columns), begin, end);
            begin = end;
        }
    }

    /** Goes through elements in runs of one row. */
    void forEachRun(long from, int length, Run run) {
        forEachRow(from, length, (row, begin, end) -> run.accept(ofRows[row], begin, end));
    }

    /**
     * Σ p·log(p/q) − p + q: both sums are equal, so that this is Σ p·log(p/q), but no term is
     * negative and none cancels another.
     */
    private static double divergence(
            Softmax model, Softmax base, Block block, int row, int begin, int end) {
        double sum = 0;
        for (int i = begin; i < end; i++) {
            double p = model.of(row, block.model(0)[i]) + FLOOR;
            double q = base.of(row, block.base()[i]) + FLOOR;
            double change = (p - q) / q;
            sum += q * Math.max(0, (1 + change) * StrictMath.log1p(change) - change);
        }
        return sum;
    }

    /** The softmax of rows, whose sums are added up as their values come. */
    private static final class Softmax {
        private final double[] largest;
        private final double[] sums;

        Softmax(int rows) {
            largest = new double[rows];
            sums = new double[rows];
            Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        }

        void add(int row, float[] values, int begin, int end) {
            double above = largest[row];
            for (int i = begin; i < end; i++) {
                above = Math.max(above, values[i]);
            }
            double sum = sums[row] * StrictMath.exp(largest[row] - above);
            for (int i = begin; i < end; i++) {
                sum += StrictMath.exp(values[i] - above);
            }
            largest[row] = above;
            sums[row] = sum;
        }

        double of(int row, float value) {
            return StrictMath.exp(value - largest[row]) / sums[row];
        }
    }
}
