package dev.merganser.evaluators.text.embedding;

import dev.merganser.evaluators.runtime.FloatVectors;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.task.Reading;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalInt;

/**
 * Items of two texts, as vectors: pooled and normalized as the task does it.
 *
 * @param first one text per item, by number
 * @param second the other
 * @param partners what belongs together
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record EmbeddingReading(EmbeddedTexts texts, int[] first, int[] second, Partners partners)
        implements Reading {

    /** Which texts belong together. */
    interface Partners {

        /** Whether the two texts of an item do. */
        boolean isPair(int item);

        /** Whether the second text of another item is known to go with the first of this one. */
        boolean suits(int item, int other);
    }

    @Override
    public int items() {
        return first.length;
    }

    @Override
    public List<Place> places(int item) {
        return List.of(place(first[item]), place(second[item]));
    }

    private Place place(int text) {
        return new Place(row(text), 0, NO_LABEL);
    }

    private int row(int text) {
        return texts.rowOfText()[text];
    }

    @Override
    public OptionalInt classes() {
        return OptionalInt.empty();
    }

    @Override
    public double[] read(Output output, int row, int length, Place place) {
        double[] pooled = pooled(output, row, place);
        double divisor = divisor(pooled);
        for (int h = 0; h < pooled.length; h++) {
            pooled[h] /= divisor;
        }
        return pooled;
    }

    private double[] pooled(Output output, int row, Place place) {
        double[] pooled = new double[hidden(output)];
        for (int token = 0; token < tokens(place); token++) {
            double share = share(token, place);
            if (share > 0) {
                double[] vector =
                        FloatVectors.read(output.floats(), at(output, row, token), pooled.length);
                for (int h = 0; h < pooled.length; h++) {
                    pooled[h] += share * vector[h];
                }
            }
        }
        return pooled;
    }

    /** How many vectors the output has for a text. */
    private int tokens(Place place) {
        return texts.pooling().isPresent() ? texts.lengths()[place.row()] : 1;
    }

    private double share(int token, Place place) {
        return texts.pooling().orElse(Pooling.CLS).share(token, tokens(place));
    }

    private static int hidden(Output output) {
        return Math.toIntExact(output.shape().dims().getLast());
    }

    private static long at(Output output, int row, int token) {
        long perRow = output.shape().elements() / output.shape().dims().getFirst();
        return row * perRow + (long) token * hidden(output);
    }

    private double divisor(double[] pooled) {
        return texts.normalize() ? Math.max(Vectors.SHORTEST, Vectors.length(pooled)) : 1;
    }

    @Override
    public void pull(
            double[] gradient,
            Output output,
            int row,
            int length,
            Place place,
            MemorySegment into) {
        double[] pulled = unnormalized(gradient, pooled(output, row, place));
        for (int token = 0; token < tokens(place); token++) {
            double share = share(token, place);
            if (share > 0) {
                double[] shared = pulled.clone();
                for (int h = 0; h < shared.length; h++) {
                    shared[h] *= share;
                }
                FloatVectors.add(shared, into, at(output, row, token));
            }
        }
    }

    /** Of v = p / |p|: (g − (g · v) v) / |p|. */
    private double[] unnormalized(double[] gradient, double[] pooled) {
        double divisor = divisor(pooled);
        double along = 0;
        for (int h = 0; h < pooled.length; h++) {
            along += gradient[h] * pooled[h] / divisor;
        }
        double kept = texts.normalize() && divisor > Vectors.SHORTEST ? along : 0;
        double[] pulled = new double[pooled.length];
        for (int h = 0; h < pooled.length; h++) {
            pulled[h] = (gradient[h] - kept * pooled[h] / divisor) / divisor;
        }
        return pulled;
    }

    @Override
    public boolean isPair(int item) {
        return partners.isPair(item);
    }

    /** Equal texts are no counterexamples either. */
    @Override
    public boolean suits(int item, int other) {
        return row(first[item]) == row(first[other])
                || row(second[item]) == row(second[other])
                || row(first[item]) == row(second[other])
                || partners.suits(item, other);
    }
}
