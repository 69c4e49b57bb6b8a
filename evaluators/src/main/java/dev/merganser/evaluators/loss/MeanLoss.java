package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.task.Reading;
import dev.merganser.evaluators.task.Reading.Place;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The mean over each item's places of what is lost there; of the items perhaps only those with the
 * lowest, each of which then counts for several, so that the sum is one over all items.
 *
 * @param output the graph's output that is read
 * @param share of the items that count; above 0, at most 1
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record MeanLoss(
        String output, Reading reading, int[] items, PlaceLoss at, double factor, double share)
        implements BatchLoss {

    @Override
    public Set<String> values() {
        return Set.of(output);
    }

    @Override
    public double backward(
            Batch batch, Map<String, Output> values, Map<String, MemorySegment> cotangents) {
        Output given = Objects.requireNonNull(values.get(output));
        var into = Optional.ofNullable(cotangents.get(output));
        var vectors = new BatchVectors(reading, batch);
        int[] chosen = items;
        if (share < 1) {
            double[] losses = new double[items.length];
            for (int i = 0; i < losses.length; i++) {
                losses[i] = item(items[i], given, vectors, 1, Optional.empty());
            }
            if (!Arrays.stream(losses).allMatch(Double::isFinite)) {
                return Double.NaN;
            }
            chosen = lowest(losses);
        }
        double scale = factor * items.length / chosen.length;
        double sum = 0;
        for (int item : chosen) {
            sum += item(item, given, vectors, scale, into);
        }
        return sum;
    }

    /** The items with the lowest losses, the first of equal ones first; at least one. */
    private int[] lowest(double[] losses) {
        return IntStream.range(0, losses.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> losses[i]))
                .limit((long) Math.ceil(share * losses.length - 1e-9))
                .sorted()
                .mapToInt(i -> items[i])
                .toArray();
    }

    private double item(
            int item,
            Output given,
            BatchVectors vectors,
            double scale,
            Optional<MemorySegment> into) {
        List<Place> places = reading.places(item).stream().filter(at::counts).toList();
        double weight = scale / places.size();
        double sum = 0;
        for (Place place : places) {
            double[] vector = vectors.read(given, place);
            double[] gradient = new double[vector.length];
            sum += weight * at.of(vector, place, gradient);
            if (into.isPresent()) {
                scale(gradient, weight);
                vectors.pull(gradient, given, place, into.get());
            }
        }
        return sum;
    }

    private static void scale(double[] vector, double factor) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= factor;
        }
    }
}
