package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

import java.nio.file.Path;
import java.util.List;

/** Where items come from. Reading a file that does not exist is wrong use; damage is bad data. */
public sealed interface DataSource {

    /** Images and labels in two IDX files, plain or gzipped. */
    record Idx(Path images, Path labels) implements DataSource {}

    /** One JSON object a line. */
    record Jsonl(Path file, String label) implements DataSource {}

    /** Comma-separated numbers under a header line. */
    record Csv(Path file, String label) implements DataSource {}

    /** Numbers separated by tabs under a header line. */
    record Tsv(Path file, String label) implements DataSource {}

    /** Values {@code [items, shape…]} and labels {@code [items]} in two NumPy files. */
    record Npy(Path values, Path labels) implements DataSource {}

    /** Two arrays of an {@code .npz} or safetensors file by name, shaped as in {@link Npy}. */
    record Arrays(Path file, String values, String labels) implements DataSource {}

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
            case Idx(Path images, Path labels) -> List.of(images, labels);
            case Jsonl(Path file, _) -> List.of(file);
            case Csv(Path file, _) -> List.of(file);
            case Tsv(Path file, _) -> List.of(file);
            case Npy(Path values, Path labels) -> List.of(values, labels);
            case Arrays(Path file, _, _) -> List.of(file);
        };
    }

    /** Reads all items in the order of the file. */
    default Items read() {
        return switch (this) {
            case Idx(Path images, Path labels) -> IdxReader.read(images, labels);
            case Jsonl(Path file, String label) -> JsonlReader.read(file, label);
            case Csv(Path file, String label) -> CsvReader.csv(file, label);
            case Tsv(Path file, String label) -> CsvReader.tsv(file, label);
            case Npy(Path values, Path labels) ->
                    items(ArrayFile.read(values), ArrayFile.read(labels));
            case Arrays(Path file, String values, String labels) ->
                    items(ArrayFile.read(file, values), ArrayFile.read(file, labels));
        };
    }

    private static Items items(NumberArray values, NumberArray labels) {
        if (values.count() != labels.count()) {
            throw new BadDataException(
                    "%s must hold one label for each item of %s: %d labels, but %d items."
                            .formatted(
                                    labels.place(),
                                    values.place(),
                                    labels.count(),
                                    values.count()));
        }
        return Items.of(values.itemShape(), values.floats(), labels.classes());
    }
}
