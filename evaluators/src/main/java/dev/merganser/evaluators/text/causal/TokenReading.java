package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.runtime.FloatVectors;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.task.Reading;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * Items of pieces, with a place for each token that is predicted.
 *
 * @param rowOf the row of each piece
 * @param ends for each item the piece behind its last one
 * @param right whether a piece is what should come, so that its tokens are labels
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record TokenReading(List<Piece> pieces, int[] rowOf, int[] ends, IntPredicate right, int vocabulary)
        implements Reading {

    @Override
    public int items() {
        return ends.length;
    }

    @Override
    public List<Place> places(int item) {
        List<Place> places = new ArrayList<>();
        for (int piece = item == 0 ? 0 : ends[item - 1]; piece < ends[item]; piece++) {
            Piece asked = pieces.get(piece);
            for (int j = 0; j < asked.targets().length; j++) {
                int label = right.test(piece) ? asked.targets()[j] : NO_LABEL;
                places.add(new Place(rowOf[piece], asked.first() + j, label));
            }
        }
        return places;
    }

    @Override
    public OptionalInt classes() {
        return OptionalInt.of(vocabulary);
    }

    @Override
    public double[] read(Output output, int row, int length, Place place) {
        return FloatVectors.read(output.floats(), at(row, length, place), vocabulary);
    }

    @Override
    public void pull(
            double[] gradient,
            Output output,
            int row,
            int length,
            Place place,
            MemorySegment into) {
        FloatVectors.add(gradient, into, at(row, length, place));
    }

    private long at(int row, int length, Place place) {
        return ((long) row * length + place.position()) * vocabulary;
    }
}
