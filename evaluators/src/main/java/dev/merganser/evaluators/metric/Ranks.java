package dev.merganser.evaluators.metric;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Ranks from 1 of numbers; equal numbers share the mean of their ranks. */
final class Ranks {

    private final int[] order;
    private final int[] first;
    private final int[] end;
    private final double ties;

    private Ranks(int[] order, int[] first, int[] end) {
        this.order = order;
        this.first = first;
        this.end = end;
        double sum = 0;
        for (int at = 0; at < order.length; at = end[order[at]]) {
            sum += tie(end[order[at]] - at);
        }
        ties = sum;
    }

    static Ranks of(double[] values) {
        int[] order =
                IntStream.range(0, values.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> values[i] + 0.0))
                        .mapToInt(Integer::intValue)
                        .toArray();
        int[] first = new int[order.length];
        int[] end = new int[order.length];
        for (int from = 0, to; from < order.length; from = to) {
            to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int at = from; at < to; at++) {
                first[order[at]] = from;
                end[order[at]] = to;
            }
        }
        return new Ranks(order, first, end);
    }

    int count() {
        return order.length;
    }

    double rank(int row) {
        return (first[row] + end[row] + 1) / 2.0;
    }

    /** The rows from the smallest value up. */
    int at(int place) {
        return order[place];
    }

    /** Where the values that equal a row's begin in the order. */
    int first(int row) {
        return first[row];
    }

    /** Behind the values that equal a row's. */
    int end(int row) {
        return end[row];
    }

    /** The sum of the squared ranks: 1² + 2² + … less (t³ − t) / 12 for t equal values. */
    double squares() {
        return squares(order.length) - ties;
    }

    /** The sum of the squared ranks of the other rows. */
    double squaresWithout(int row) {
        int equal = end[row] - first[row];
        return squares(order.length - 1) - ties + tie(equal) - tie(equal - 1);
    }

    private static double squares(int n) {
        return n * (n + 1.0) * (2 * n + 1) / 6;
    }

    private static double tie(int equal) {
        return ((double) equal * equal * equal - equal) / 12;
    }

    /**
     * Of each row, the sum of another column's ranks over the rows above it here, and half of them
     * over the other rows that are equal here.
     */
    double[] sumAbove(Ranks other) {
        double[] below = new double[order.length + 1];
        for (int at = 0; at < order.length; at++) {
            below[at + 1] = below[at] + other.rank(order[at]);
        }
        double all = below[order.length];
        double[] sums = new double[order.length];
        for (int row = 0; row < order.length; row++) {
            double equal = below[end[row]] - below[first[row]] - other.rank(row);
            sums[row] = all - below[end[row]] + equal / 2;
        }
        return sums;
    }
}
