package dev.merganser.recipes.wrap;

import dev.merganser.recipes.method.Piece;

/**
 * Count, mean and spread of a sequence of values, in one pass: each run by its own mean, runs put
 * together by Chan, Golub and LeVeque's rule (doi:10.1080/00031305.1983.10483115), so that a mean
 * far from 0 costs no digits. Runs must come in one order. Belongs to one thread.
 */
final class Moments implements Piece {

    private long count;
    private double mean;
    private double squares;

    @Override
    public void accept(long from, float[] values, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += values[i];
        }
        double middle = sum / length;
        double spread = 0;
        for (int i = 0; i < length; i++) {
            spread += (values[i] - middle) * (values[i] - middle);
        }
        join(length, middle, spread);
    }

    private void join(int length, double middle, double spread) {
        double distance = middle - mean;
        double share = length / (double) (count + length);
        squares += spread + distance * distance * count * share;
        mean += distance * share;
        count += length;
    }

    /** How many values there were. */
    long count() {
        return count;
    }

    /** The standard deviation of all values, divided by n; 0 of none. */
    double deviation() {
        return count == 0 ? 0 : Math.sqrt(squares / count);
    }
}
