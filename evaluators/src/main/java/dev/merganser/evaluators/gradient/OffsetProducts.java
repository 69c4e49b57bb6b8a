package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;

import java.util.List;
import java.util.stream.LongStream;

/**
 * The gradient of a convolution's weight by one matrix product for each offset in the window: of
 * the positions' gradients and the elements that the window saw there. Without groups.
 */
final class OffsetProducts {

    private final Application at;
    private final Window window;
    private final String image;
    private final String columns;
    private final String lengths;

    /**
     * Prepares the products.
     *
     * @param positions what has one element for each position of the window
     */
    private OffsetProducts(Application at, String image, String positions, Window window) {
        this.at = at;
        this.window = window;
        this.image = window.padded(at, image, positions);
        this.columns = Sizes.reshaped(at, positions, 0, 0, -1);
        String sizes = Sizes.part(at, at.emit("Shape", List.of(positions)), 2, Sizes.END);
        String steps = at.emit("Sub", List.of(sizes, at.longs(1)));
        String last = at.emit("Mul", List.of(steps, at.longs(window.each(window::stride))));
        this.lengths = at.emit("Add", List.of(last, at.longs(1)));
    }

    /** {@code [position channels, image channels, ...]}. */
    static String weight(Application at, String image, String positions, Window window) {
        var products = new OffsetProducts(at, image, positions, window);
        List<String> columns =
                LongStream.range(0, window.elements()).mapToObj(products::column).toList();
        String joined =
                columns.size() == 1
                        ? columns.getFirst()
                        : at.emit("Concat", columns, Attribute.of("axis", 2));
        long[] shape =
                LongStream.concat(LongStream.of(0, 0), LongStream.of(window.kernel())).toArray();
        return Sizes.reshaped(at, joined, shape);
    }

    /** {@code [position channels, image channels, 1]} for an element of the window. */
    private String column(long element) {
        String rows =
                Sizes.transposed(at, Sizes.reshaped(at, seen(offset(element)), 0, 0, -1), 0, 2, 1);
        String products = at.emit("MatMul", List.of(columns, rows));
        return at.unsqueeze(at.sum(products, false, 0), 2);
    }

    private long[] offset(long element) {
        long[] offset = new long[window.axes()];
        long rest = element;
        for (int i = window.axes() - 1; i >= 0; i--) {
            offset[i] = rest % window.kernel(i) * window.dilation(i);
            rest /= window.kernel(i);
        }
        return offset;
    }

    /** What the window sees at an offset, from all its positions. */
    private String seen(long[] offset) {
        String starts = at.longs(offset);
        return at.emit(
                "Slice",
                List.of(
                        image,
                        starts,
                        at.emit("Add", List.of(lengths, starts)),
                        at.longs(window.spatial()),
                        at.longs(window.each(window::stride))));
    }
}
