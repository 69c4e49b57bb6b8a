package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.Optional;

/**
 * Which elements of a tensor are ranked among each other: the tensor is cut into slabs of
 * consecutive elements, and each slab holds rows that are interleaved.
 *
 * @param length elements of a row
 * @param rows rows of a slab: element i of a slab belongs to row {@code i % rows}
 */
record RankedRows(int length, int rows) {

    /** Rows of the first dimension: one a neuron or output channel; a vector is one row. */
    static RankedRows of(Shape shape) {
        List<Long> dims = shape.dims();
        long outer = dims.size() < 2 ? 1 : Math.max(1, dims.getFirst());
        return new RankedRows(Math.toIntExact(shape.elements() / outer), 1);
    }

    /** mergekit's: along the second dimension; a vector is one row. */
    static RankedRows ofMergekit(Shape shape) {
        List<Long> dims = shape.dims();
        if (dims.size() <= 2) {
            return of(shape);
        }
        long inner = 1;
        for (long dim : dims.subList(2, dims.size())) {
            inner *= dim;
        }
        return new RankedRows(Math.toIntExact(dims.get(1)), Math.toIntExact(inner));
    }

    /** Why mergekit stops at a tensor; empty where it does not. */
    static Optional<String> stopsMergekit(TensorInfo tensor, Arguments arguments, int model) {
        double density = arguments.number("density", model);
        double epsilon = arguments.number("epsilon", model);
        if (!(density > 0 && density < 1)) {
            return Optional.empty();
        }
        if (density + epsilon >= 1 || density - epsilon <= 0) {
            return Optional.of(
                    "Density %s plus and minus epsilon %s must lie between 0 and 1 for tensor '%s': mergekit stops here. Maybe a smaller epsilon, or no --compat."
                            .formatted(density, epsilon, tensor.name()));
        }
        return ofMergekit(tensor.shape()).length() == 1
                ? Optional.of(
                        "Tensor '%s' of %s must have rows of more than one element: mergekit would compute 0/0 and stop here. Maybe density: 1 for it, or no --compat."
                                .formatted(tensor.name(), tensor.shape()))
                : Optional.empty();
    }

    /** Elements of a slab. */
    int slab() {
        return length * rows;
    }
}
