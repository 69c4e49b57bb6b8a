package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.List;

/** Collects items of a text file line by line; all must have the shape of the first. */
final class ItemsBuilder {

    private static final int MAX_VALUES = 500_000_000;

    private final String file;
    private final List<float[]> values = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private Shape shape = Shape.of();

    ItemsBuilder(String file) {
        this.file = file;
    }

    void add(Shape itemShape, float[] itemValues, int label, int line) {
        if (values.isEmpty()) {
            shape = itemShape;
        }
        if (!itemShape.equals(shape)) {
            throw new BadDataException(
                    "%s, line %d: all items must have the shape of the first, %s, found %s."
                            .formatted(file, line, shape, itemShape));
        }
        values.add(itemValues);
        labels.add(label);
    }

    Items build() {
        long total = values.size() * shape.elements();
        if (values.isEmpty() || total > MAX_VALUES) {
            throw new BadDataException(
                    "%s: must hold 1 to %d values, found %d in %d items."
                            .formatted(file, MAX_VALUES, total, values.size()));
        }
        float[] all = new float[(int) total];
        int at = 0;
        for (float[] item : values) {
            System.arraycopy(item, 0, all, at, item.length);
            at += item.length;
        }
        return Items.of(shape, all, labels.stream().mapToInt(Integer::intValue).toArray());
    }
}
