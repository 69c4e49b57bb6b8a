package dev.merganser.evaluators.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The lines of a CSV or TSV file under its header line; blank ones are passed over. In CSV a cell
 * may stand in double quotes, with commas, line breaks and doubled quotes in it (RFC 4180). In TSV
 * a quote is a character like any other, and no cell holds a tab or a line break.
 */
final class SeparatedLines {

    /** What a CSV record may hold at most, in characters. */
    private static final int MAX_RECORD = 1 << 26;

    /** A record behind the last, which is read as one unless a quote is left open. */
    private static final String END = "\0";

    private final String file;
    private final Use use;
    private List<String> header = List.of();
    private int line;

    private SeparatedLines(String file, Use use) {
        this.file = file;
        this.use = use;
    }

    /** Takes the cells of one line, as many as the header has. */
    interface Use {
        void take(List<String> header, List<String> cells, int line);
    }

    static void tsv(InputStream in, String file, Use use) throws IOException {
        var lines = new SeparatedLines(file, use);
        TextLines.each(in, file, (text, line) -> lines.take(List.of(text.split("\t", -1)), line));
    }

    static void csv(InputStream in, String file, Use use) throws IOException {
        var lines = new SeparatedLines(file, use);
        var ended =
                new SequenceInputStream(
                        in,
                        new ByteArrayInputStream(("\n" + END).getBytes(StandardCharsets.UTF_8)));
        var utf8 = new InputStreamReader(ended, StandardCharsets.UTF_8.newDecoder());
        try {
            lines.read(
                    CsvReader.builder()
                            .detectBomHeader(false)
                            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                            .trimWhitespacesAroundQuotes(true)
                            .maxBufferSize(MAX_RECORD)
                            .ofCsvRecord(utf8));
        } catch (CsvParseException | UncheckedIOException e) {
            throw lines.unreadable(e);
        }
    }

    private void read(CsvReader<CsvRecord> records) {
        for (CsvRecord each : records) {
            List<String> cells = each.getFields();
            if (cells.equals(List.of(END))) {
                return;
            }
            if (cells.getLast().endsWith(END)) {
                line = (int) each.getStartingLineNumber();
                throw bad("a double quote is opened and never closed");
            }
            take(cells, (int) each.getStartingLineNumber());
        }
    }

    private void take(List<String> cells, int number) {
        line = number;
        if (cells.size() == 1 && cells.getFirst().isBlank()) {
            return;
        }
        if (header.isEmpty()) {
            header = checked(cells);
            return;
        }
        if (cells.size() != header.size()) {
            throw bad(
                    "must have %d cells as the first line, found %d"
                            .formatted(header.size(), cells.size()));
        }
        use.take(header, cells, number);
    }

    private List<String> checked(List<String> cells) {
        String first = cells.getFirst();
        String unmarked = first.startsWith("\uFEFF") ? first.substring(1) : first;
        List<String> names =
                cells.stream().map(cell -> (cell.equals(first) ? unmarked : cell).strip()).toList();
        Set<String> seen = new HashSet<>();
        Optional<String> wrong =
                names.stream().filter(name -> name.isEmpty() || !seen.add(name)).findFirst();
        if (wrong.isPresent()) {
            throw bad(
                    "columns must have different names, found %s twice or none"
                            .formatted(Quoted.text(wrong.get())));
        }
        return names;
    }

    private BadDataException unreadable(RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof CharacterCodingException) {
            return bad(
                    "what follows must be UTF-8 text, found other bytes. Maybe save it as UTF-8");
        }
        if (e instanceof UncheckedIOException io) {
            throw io;
        }
        return bad(
                "what follows must be CSV (%s). Maybe a double quote is not closed"
                        .formatted(Quoted.line(String.valueOf(cause.getMessage()))));
    }

    private BadDataException bad(String what) {
        return new BadDataException("%s, line %d: %s.".formatted(file, line, what));
    }
}
