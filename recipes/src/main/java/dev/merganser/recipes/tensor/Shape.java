package dev.merganser.recipes.tensor;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The dimensions of a tensor, outermost first; a scalar has none. */
public record Shape(List<Long> dims) {

    public Shape {
        dims = List.copyOf(dims);
        for (long dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("A dimension must be at least 0, found " + dim);
            }
        }
    }

    public static Shape of(long... dims) {
        return new Shape(LongStream.of(dims).boxed().toList());
    }

    public int rank() {
        return dims.size();
    }

    /** Product of the dimensions; throws {@link ArithmeticException} beyond {@code long}. */
    public long elements() {
        long product = 1;
        for (long dim : dims) {
            product = Math.multiplyExact(product, dim);
        }
        return product;
    }

    @Override
    public String toString() {
        return dims.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
