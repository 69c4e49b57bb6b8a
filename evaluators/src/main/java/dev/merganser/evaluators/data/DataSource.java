package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.WrongUseException;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where items come from. Reading a file that does not exist is wrong use; damage is bad data. */
public sealed interface DataSource {

    /** Images and labels in two IDX files, plain or gzipped; the labels may be missing. */
    record Idx(Path images, Optional<Path> labels) implements DataSource {}

    /** One JSON object a line. */
    record Jsonl(Path file, String label) implements DataSource {}

    /** Comma-separated numbers under a header line. */
    record Csv(Path file, String label) implements DataSource {}

    /** Numbers separated by tabs under a header line. */
    record Tsv(Path file, String label) implements DataSource {}

    /**
     * Values {@code [items, shape…]} and labels {@code [items]}, or targets of any shape, in two
     * NumPy files; the labels may be missing.
     */
    record Npy(Path values, Optional<Path> labels) implements DataSource {}

    /** Two arrays of an {@code .npz} or safetensors file by name, shaped as in {@link Npy}. */
    record Arrays(Path file, String values, Optional<String> labels) implements DataSource {}

    /** The source for a single file, by its ending ({@code .gz} apart). */
    static DataSource of(Path file, String label) {
        return switch (DataFile.ending(file)) {
            case "jsonl", "ndjson" -> new Jsonl(file, label);
            case "csv" -> new Csv(file, label);
            case "tsv" -> new Tsv(file, label);
            case "parquet" -> throw DataFile.parquet(file);
            case "npy" -> throw unclear(file, "NumPy", "{values: FILE, labels: FILE}");
            case "npz", "safetensors" ->
                    throw unclear(file, "arrays", "{file: FILE, values: NAME, labels: NAME}");
            default -> throw unclear(file, "IDX", "{images: FILE, labels: FILE}");
        };
    }

    private static WrongUseException unclear(Path file, String format, String form) {
        return new WrongUseException(
                "%s: a data file must end in .jsonl, .csv or .tsv. Maybe it is %s: give %s."
                        .formatted(file, format, form));
    }

    /** All files that are read, in a fixed order. */
    default List<Path> files() {
        return switch (this) {
            case Idx(Path images, Optional<Path> labels) -> listed(images, labels);
            case Jsonl(Path file, _) -> List.of(file);
            case Csv(Path file, _) -> List.of(file);
            case Tsv(Path file, _) -> List.of(file);
            case Npy(Path values, Optional<Path> labels) -> listed(values, labels);
            case Arrays(Path file, _, _) -> List.of(file);
        };
    }

    private static List<Path> listed(Path file, Optional<Path> other) {
        return other.map(labels -> List.of(file, labels)).orElse(List.of(file));
    }

    /**
     * Reads all items in the order of the file.
     *
     * @param kind what they are labelled with; a source without labels gives none
     */
    default Items read(AnswerKind kind) {
        return switch (this) {
            case Idx(Path images, Optional<Path> labels) ->
                    labels.map(file -> IdxReader.read(images, file, kind))
                            .orElseGet(() -> IdxReader.read(images));
            case Jsonl(Path file, String label) -> JsonlReader.read(file, label, kind);
            case Csv(Path file, String label) -> CsvReader.csv(file, label, kind);
            case Tsv(Path file, String label) -> CsvReader.tsv(file, label, kind);
            case Npy(Path values, Optional<Path> labels) ->
                    ArrayItems.of(ArrayFile.read(values), labels.map(ArrayFile::read), kind);
            case Arrays(Path file, String values, Optional<String> labels) ->
                    ArrayItems.of(
                            ArrayFile.read(file, values),
                            labels.map(name -> ArrayFile.read(file, name)),
                            kind);
        };
    }
}
