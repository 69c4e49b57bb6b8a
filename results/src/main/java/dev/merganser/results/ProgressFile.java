package dev.merganser.results;

import dev.merganser.recipes.file.WholeFile;
import dev.merganser.results.file.AppendFile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * {@code progress.csv}: how a run's hypervolume grew. For people and plots only; nothing is read
 * back from it but the seconds that a resumed run has behind it.
 */
public final class ProgressFile implements AutoCloseable {
    private static final String HEADER = "evaluations,seconds,items,hypervolume";

    private static final String[] NOTHING = {"0", "0", "0"};

    private final AppendFile file;
    private final double secondsBefore;
    private final long itemsBefore;

    private ProgressFile(AppendFile file, double secondsBefore, long itemsBefore) {
        this.file = file;
        this.secondsBefore = secondsBefore;
        this.itemsBefore = itemsBefore;
    }

    /**
     * Goes on with the rows of the first {@code evaluations} evaluations; makes the file if needed.
     */
    public static ProgressFile open(Path path, long evaluations) {
        List<String> rows = kept(path, evaluations);
        WholeFile.write(path, HEADER + "\n" + String.join("", rows));
        String[] last = rows.isEmpty() ? NOTHING : rows.getLast().split(",", -1);
        return new ProgressFile(
                AppendFile.open(path), Double.parseDouble(last[1]), Long.parseLong(last[2]));
    }

    private static List<String> kept(Path path, long evaluations) {
        try {
            return Files.exists(path) ? rows(Files.readString(path), evaluations) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** Whole rows of so many evaluations, each with its line feed. */
    private static List<String> rows(String text, long evaluations) {
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(row -> row.matches("\\d+,[-0-9.E]+,\\d+,[-0-9.E]*"))
                .takeWhile(row -> Long.parseLong(row.split(",", 2)[0]) <= evaluations)
                .map(row -> row + "\n")
                .toList();
    }

    /** Seconds of the run before this process, from the last row that was kept. */
    public double secondsBefore() {
        return secondsBefore;
    }

    /** Items that the run scored before this process, from the last row that was kept. */
    public long itemsBefore() {
        return itemsBefore;
    }

    /** Adds a row; not forced. */
    public void append(long evaluations, double seconds, long items, double hypervolume) {
        String row =
                String.format(Locale.ROOT, "%d,%.3f,%d,", evaluations, seconds, items)
                        + hypervolume
                        + "\n";
        file.append(row.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        file.close();
    }
}
