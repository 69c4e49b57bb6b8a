package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.Shape;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads items from a CSV or TSV file of numbers: a header line, a label column, and all other
 * columns as the input in the order of the file.
 */
final class CsvReader {

    private final String file;
    private final String labelColumn;
    private final AnswerKind kind;
    private final ItemsBuilder items;

    private CsvReader(String file, String labelColumn, AnswerKind kind) {
        this.file = file;
        this.labelColumn = labelColumn;
        this.kind = kind;
        this.items = new ItemsBuilder(file, kind);
    }

    static Items csv(Path path, String labelColumn, AnswerKind kind) {
        return DataFile.read(path, in -> of(path, labelColumn, kind).csv(in));
    }

    static Items tsv(Path path, String labelColumn, AnswerKind kind) {
        return DataFile.read(path, in -> of(path, labelColumn, kind).tsv(in));
    }

    private static CsvReader of(Path path, String labelColumn, AnswerKind kind) {
        if (kind == AnswerKind.VALUES) {
            throw new WrongUseException(
                    path
                            + ": targets of several values must come from JSON lines, NumPy or safetensors, found CSV or TSV.");
        }
        return new CsvReader(path.toString(), labelColumn, kind);
    }

    private Items csv(InputStream in) throws IOException {
        SeparatedLines.csv(in, file, this::add);
        return items.build();
    }

    private Items tsv(InputStream in) throws IOException {
        SeparatedLines.tsv(in, file, this::add);
        return items.build();
    }

    private void add(List<String> header, List<String> cells, int line) {
        int labelAt = header.indexOf(labelColumn);
        int inputs = header.size() - (labelAt < 0 ? 0 : 1);
        if ((labelAt < 0 && kind != AnswerKind.NONE) || inputs < 1) {
            throw new BadDataException(
                    "%s: its first line must name a column '%s' and at least one other, found %s."
                            .formatted(file, labelColumn, header));
        }
        float[] values = new float[inputs];
        for (int column = 0, at = 0; column < cells.size(); column++) {
            if (column != labelAt) {
                values[at++] = Cells.value(number(cells, header, column, line), file, line);
            }
        }
        items.add(Shape.of(values.length), values, line);
        if (kind != AnswerKind.NONE) {
            items.answer(number(cells, header, labelAt, line), line);
        }
    }

    private double number(List<String> cells, List<String> header, int column, int line) {
        try {
            return Double.parseDouble(cells.get(column).strip());
        } catch (NumberFormatException e) {
            throw new BadDataException(
                    "%s, line %d: column '%s' must be a number, found %s."
                            .formatted(
                                    file, line, header.get(column), Quoted.text(cells.get(column))),
                    e);
        }
    }
}
