package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.List;

/** Collects items of a text file line by line; all must have the shape of the first. */
final class ItemsBuilder {

    private static final int MAX_VALUES = 500_000_000;

    private final String file;
    private final AnswerKind kind;
    private final Rows inputs;
    private final Rows targets;
    private final List<Double> numbers = new ArrayList<>();

    ItemsBuilder(String file, AnswerKind kind) {
        this.file = file;
        this.kind = kind;
        this.inputs = new Rows("items");
        this.targets = new Rows("targets");
    }

    /** Rows of values of one shape. */
    private final class Rows {

        private final String name;
        private final List<float[]> values = new ArrayList<>();
        private Shape shape = Shape.of();

        Rows(String name) {
            this.name = name;
        }

        void add(Shape rowShape, float[] row, int line) {
            if (values.isEmpty()) {
                shape = rowShape;
            }
            if (!rowShape.equals(shape)) {
                throw new BadDataException(
                        "%s, line %d: all %s must have the shape of the first, %s, found %s."
                                .formatted(file, line, name, shape, rowShape));
            }
            values.add(row);
        }

        Items build(Answers answers) {
            long total = values.size() * shape.elements();
            if (values.isEmpty() || total > MAX_VALUES) {
                throw new BadDataException(
                        "%s: must hold 1 to %d values, found %d in %d items."
                                .formatted(file, MAX_VALUES, total, values.size()));
            }
            float[] all = new float[(int) total];
            int at = 0;
            for (float[] row : values) {
                System.arraycopy(row, 0, all, at, row.length);
                at += row.length;
            }
            return Items.of(shape, all, values.size(), answers);
        }
    }

    /** The values of the next item. */
    void add(Shape shape, float[] values, int line) {
        inputs.add(shape, values, line);
    }

    /** The class or number of the item that was added last. */
    void answer(double number, int line) {
        numbers.add(
                kind == AnswerKind.CLASS
                        ? Cells.label(number, file, line)
                        : Cells.number(number, file, line));
    }

    /** The target of the item that was added last. */
    void answer(Shape shape, float[] values, int line) {
        targets.add(shape, values, line);
    }

    Items build() {
        return inputs.build(
                switch (kind) {
                    case NONE -> new Answers.None();
                    case CLASS ->
                            new Answers.Classes(
                                    numbers.stream().mapToInt(Double::intValue).toArray());
                    case NUMBER ->
                            new Answers.Numbers(
                                    numbers.stream().mapToDouble(Double::doubleValue).toArray());
                    case VALUES -> new Answers.Values(targets.build(new Answers.None()));
                });
    }
}
