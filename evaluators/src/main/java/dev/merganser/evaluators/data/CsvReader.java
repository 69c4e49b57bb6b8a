package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.Shape;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads items from a CSV file of numbers: a header line, a label column, and all other columns as
 * the input in the order of the file. Cells may stand in double quotes; blank lines are passed
 * over.
 */
final class CsvReader {

    private final String file;
    private final String labelColumn;

    private CsvReader(String file, String labelColumn) {
        this.file = file;
        this.labelColumn = labelColumn;
    }

    static Items read(Path path, String labelColumn) {
        return DataFile.read(path, in -> new CsvReader(path.toString(), labelColumn).items(in));
    }

    private Items items(InputStream in) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        List<String> header = cells(lines.readLine());
        int labelAt = header.indexOf(labelColumn);
        if (labelAt < 0 || header.size() < 2) {
            throw new BadDataException(
                    "%s: its first line must name a column '%s' and at least one other, found %s."
                            .formatted(file, labelColumn, header));
        }
        var items = new ItemsBuilder(file);
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                add(cells(line), header, labelAt, number, items);
            }
        }
        return items.build();
    }

    private static List<String> cells(@Nullable String line) {
        return line == null
                ? List.of()
                : Stream.of(line.split(",", -1)).map(CsvReader::unquoted).toList();
    }

    private static String unquoted(String cell) {
        String text = cell.strip();
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private void add(
            List<String> row, List<String> header, int labelAt, int line, ItemsBuilder items) {
        if (row.size() != header.size()) {
            throw new BadDataException(
                    "%s, line %d: must have %d cells as the first line, found %d."
                            .formatted(file, line, header.size(), row.size()));
        }
        float[] values = new float[row.size() - 1];
        for (int column = 0, at = 0; column < row.size(); column++) {
            if (column != labelAt) {
                values[at++] = Cells.value(number(row, header, column, line), file, line);
            }
        }
        int label = Cells.label(number(row, header, labelAt, line), file, line);
        items.add(Shape.of(values.length), values, label, line);
    }

    private double number(List<String> row, List<String> header, int column, int line) {
        try {
            return Double.parseDouble(row.get(column));
        } catch (NumberFormatException e) {
            throw new BadDataException(
                    "%s, line %d: column '%s' must be a number, found '%s'."
                            .formatted(file, line, header.get(column), row.get(column)),
                    e);
        }
    }
}
