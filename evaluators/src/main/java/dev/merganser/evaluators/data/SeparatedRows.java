package dev.merganser.evaluators.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads rows from CSV and TSV files; a cell with nothing but spaces is not there. */
final class SeparatedRows {

    private final List<Row> rows = new ArrayList<>();

    private SeparatedRows() {}

    static List<Row> csv(InputStream in, String file) throws IOException {
        var read = new SeparatedRows();
        SeparatedLines.csv(in, file, read::add);
        return read.rows;
    }

    static List<Row> tsv(InputStream in, String file) throws IOException {
        var read = new SeparatedRows();
        SeparatedLines.tsv(in, file, read::add);
        return read.rows;
    }

    private void add(List<String> header, List<String> cells, int line) {
        Map<String, Field> fields = new HashMap<>();
        for (int column = 0; column < cells.size(); column++) {
            if (!cells.get(column).isBlank()) {
                fields.put(header.get(column), new Field.Cell(cells.get(column)));
            }
        }
        rows.add(new Row(line, fields));
    }
}
