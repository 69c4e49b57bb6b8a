package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.Shape;

import java.util.List;

/**
 * The shapes of a graph's outputs for a batch: the first dimension counts its rows, an open second
 * one its positions; the others must be fixed.
 */
public final class OutputShapes {

    private final SegmentedModel model;

    public OutputShapes(SegmentedModel model) {
        this.model = model;
    }

    public Shape of(String output, Batch batch) {
        List<Dim> dims =
                model.graph().outputs().stream()
                        .filter(value -> value.name().equals(output))
                        .findFirst()
                        .flatMap(ValueInfo::dims)
                        .orElse(List.of());
        if (dims.isEmpty()) {
            throw unclear(output, dims);
        }
        long[] sizes = new long[dims.size()];
        sizes[0] = batch.count();
        for (int d = 1; d < sizes.length; d++) {
            sizes[d] = size(dims.get(d), d, batch, output, dims);
        }
        return Shape.of(sizes);
    }

    private long size(Dim dim, int place, Batch batch, String output, List<Dim> dims) {
        if (dim instanceof Dim.Fixed(long size)) {
            return size;
        }
        if (place == 1 && dims.size() > 2) {
            return batch.length();
        }
        throw unclear(output, dims);
    }

    private BadDataException unclear(String output, List<Dim> dims) {
        return new BadDataException(
                "Output '%s' of graph '%s' must be [batch, features] or [batch, positions, features] with fixed features, but is %s."
                        .formatted(output, model.graph().name(), dims));
    }
}
