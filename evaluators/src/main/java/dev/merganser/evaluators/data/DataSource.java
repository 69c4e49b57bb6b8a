package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.WrongUseException;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Where items come from. Reading a file that does not exist is wrong use; damage is bad data. */
public sealed interface DataSource {

    /** Images and labels in two IDX files, plain or gzipped. */
    record Idx(Path images, Path labels) implements DataSource {}

    /** One JSON object a line. */
    record Jsonl(Path file, String label) implements DataSource {}

    /** Comma-separated numbers under a header line. */
    record Csv(Path file, String label) implements DataSource {}

    /** The source for a single file, by its ending ({@code .gz} apart). */
    static DataSource of(Path file, String label) {
        String name = file.toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (name.endsWith(".jsonl")) {
            return new Jsonl(file, label);
        }
        if (name.endsWith(".csv")) {
            return new Csv(file, label);
        }
        throw new WrongUseException(
                file
                        + ": a data file must end in .jsonl or .csv. Maybe it is IDX: give"
                        + " {images: FILE, labels: FILE}.");
    }

    /** All files that are read, in a fixed order. */
    default List<Path> files() {
        return switch (this) {
            case Idx(Path images, Path labels) -> List.of(images, labels);
            case Jsonl(Path file, _) -> List.of(file);
            case Csv(Path file, _) -> List.of(file);
        };
    }

    /** Reads all items in the order of the file. */
    default Items read() {
        return switch (this) {
            case Idx(Path images, Path labels) -> IdxReader.read(images, labels);
            case Jsonl(Path file, String label) -> JsonlReader.read(file, label);
            case Csv(Path file, String label) -> CsvReader.read(file, label);
        };
    }
}
