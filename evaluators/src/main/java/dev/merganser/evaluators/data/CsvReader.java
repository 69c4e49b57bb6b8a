package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
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
    private final ItemsBuilder items;

    private CsvReader(String file, String labelColumn) {
        this.file = file;
        this.labelColumn = labelColumn;
        this.items = new ItemsBuilder(file);
    }

    static Items csv(Path path, String labelColumn) {
        return DataFile.read(path, in -> new CsvReader(path.toString(), labelColumn).csv(in));
    }

    static Items tsv(Path path, String labelColumn) {
        return DataFile.read(path, in -> new CsvReader(path.toString(), labelColumn).tsv(in));
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
        if (labelAt < 0 || header.size() < 2) {
            throw new BadDataException(
                    "%s: its first line must name a column '%s' and at least one other, found %s."
                            .formatted(file, labelColumn, header));
        }
        float[] values = new float[cells.size() - 1];
        for (int column = 0, at = 0; column < cells.size(); column++) {
            if (column != labelAt) {
                values[at++] = Cells.value(number(cells, header, column, line), file, line);
            }
        }
        int label = Cells.label(number(cells, header, labelAt, line), file, line);
        items.add(Shape.of(values.length), values, label, line);
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
