package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Rows of named fields, as a data file holds them: JSON lines, CSV or TSV, plain or gzipped. A
 * field holds a text, a number, a flag, or a list of numbers or of texts; asking for another kind
 * than is there, or for a field that is not there, is bad data, with file and line in the message.
 * In CSV and TSV a cell is what it is asked for, and a list is written as JSON. Fields that are
 * empty or null are not there. Immutable.
 */
public final class Table {

    private final Path file;
    private final List<Row> rows;

    private Table(Path file, List<Row> rows) {
        this.file = file;
        this.rows = rows;
    }

    /** Reads a file by its ending ({@code .gz} apart); it must have at least one row. */
    public static Table read(Path file) {
        List<Row> rows = List.copyOf(DataFile.read(file, reading(file)));
        if (rows.isEmpty()) {
            throw new BadDataException(file + ": must hold at least one row, found none.");
        }
        return new Table(file, rows);
    }

    private static DataFile.Reading<List<Row>> reading(Path file) {
        String name = file.toString();
        return switch (DataFile.ending(file)) {
            case "jsonl", "ndjson" -> in -> JsonTable.read(in, name);
            case "csv" -> in -> SeparatedRows.csv(in, name);
            case "tsv" -> in -> SeparatedRows.tsv(in, name);
            case "parquet" -> throw DataFile.parquet(file);
            default ->
                    throw new WrongUseException(
                            file
                                    + ": a data file must end in .jsonl, .csv or .tsv, or one of these with .gz.");
        };
    }

    /** The file that was read. */
    public Path file() {
        return file;
    }

    /** How many rows. */
    public int count() {
        return rows.size();
    }

    /** Where a row begins, for messages: {@code data.jsonl, line 812}. */
    public String place(int row) {
        return "%s, line %d".formatted(file, rows.get(row).line());
    }

    /** Whether a row has a field. */
    public boolean has(int row, String field) {
        return rows.get(row).fields().containsKey(field);
    }

    /** A text; a number or a flag is taken as it was written. */
    public String text(int row, String field) {
        return switch (find(row, field).orElse(null)) {
            case Field.Text(String value) -> value;
            case Field.Cell(String value) -> value;
            case Field.Number(_, String written) -> written;
            case Field.Flag(boolean value) -> String.valueOf(value);
            case null, default -> throw bad(row, field, "a text");
        };
    }

    /** A finite number. */
    public double number(int row, String field) {
        return number(row, field, "a number");
    }

    private double number(int row, String field, String must) {
        double value =
                switch (find(row, field).orElse(null)) {
                    case Field.Number(double number, _) -> number;
                    case Field.Cell(String cell) -> parsed(cell);
                    case null, default -> Double.NaN;
                };
        if (!Double.isFinite(value)) {
            throw bad(row, field, must);
        }
        return value;
    }

    private static double parsed(String cell) {
        try {
            return Double.parseDouble(cell.strip());
        } catch (NumberFormatException _) {
            return Double.NaN;
        }
    }

    /** A whole number in a range, both ends included. */
    public int whole(int row, String field, int low, int high) {
        String must =
                high == Integer.MAX_VALUE
                        ? "a whole number from " + low
                        : "a whole number from %d to %d".formatted(low, high);
        double value = number(row, field, must);
        if (!(value >= low && value <= high && value == Math.rint(value))) {
            throw bad(row, field, must);
        }
        return (int) value;
    }

    /** True or false. */
    public boolean flag(int row, String field) {
        return switch (find(row, field).orElse(null)) {
            case Field.Flag(boolean value) -> value;
            case Field.Cell(String cell) when cell.strip().equalsIgnoreCase("true") -> true;
            case Field.Cell(String cell) when cell.strip().equalsIgnoreCase("false") -> false;
            case null, default -> throw bad(row, field, "true or false");
        };
    }

    /** A list of finite numbers; may be empty. */
    public double[] numbers(int row, String field) {
        if (list(row, field) instanceof Field.Numbers(List<Double> values)
                && values.stream().allMatch(Double::isFinite)) {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
        throw bad(row, field, "a list of numbers");
    }

    /** A list of texts; may be empty. */
    public List<String> texts(int row, String field) {
        return switch (list(row, field)) {
            case Field.Texts(List<String> values) -> values;
            case Field.Numbers(List<Double> values) when values.isEmpty() -> List.of();
            default -> throw bad(row, field, "a list of texts");
        };
    }

    private Field list(int row, String field) {
        Field found = find(row, field).orElseThrow(() -> bad(row, field, "a list"));
        return found instanceof Field.Cell(String cell)
                ? JsonTable.list(cell.strip()).orElse(found)
                : found;
    }

    private Optional<Field> find(int row, String field) {
        return Optional.ofNullable(rows.get(row).fields().get(field));
    }

    /**
     * A complaint about one field, such as {@code data.jsonl, line 812: field 'gold' must be a
     * number, found nothing.}
     *
     * @param must what it must be
     */
    public BadDataException bad(int row, String field, String must) {
        Optional<Field> found = find(row, field);
        String hint =
                found.isPresent()
                        ? ""
                        : Suggestions.didYouMean(field, rows.get(row).fields().keySet());
        return new BadDataException(
                "%s: field %s must be %s, found %s.%s"
                        .formatted(
                                place(row),
                                Quoted.text(field),
                                must,
                                found.map(Field::kind).orElse("nothing"),
                                hint));
    }
}
