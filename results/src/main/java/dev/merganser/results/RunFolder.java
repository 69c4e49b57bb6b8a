package dev.merganser.results;

import dev.merganser.recipes.error.WrongUseException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of one run and the paths in it.
 *
 * @param root the folder itself
 */
public record RunFolder(Path root) {

    /** Makes the folder of a new run; refuses one that holds a run or anything else. */
    public static RunFolder create(Path root) {
        var folder = new RunFolder(root);
        if (folder.holdsRun()) {
            throw new WrongUseException(
                    "A new run needs a folder of its own, but %s holds a run. Maybe 'merganser resume %s', or another --out."
                            .formatted(root, root));
        }
        requireEmpty(root);
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new WrongUseException(
                    "Cannot make the run folder " + root + ": " + e.getMessage(), e);
        }
        return folder;
    }

    private static void requireEmpty(Path root) {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new WrongUseException(
                    "A run needs a folder, but " + root + " is a file. Maybe another --out.");
        }
        List<String> found = firstEntry(root);
        if (!found.isEmpty()) {
            throw new WrongUseException(
                    "A new run needs an empty folder, but %s holds '%s'. Maybe another --out."
                            .formatted(root, found.getFirst()));
        }
    }

    private static List<String> firstEntry(Path root) {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().limit(1).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + root + ": " + e.getMessage(), e);
        }
    }

    /** The folder of a run that is there. */
    public static RunFolder open(Path root) {
        var folder = new RunFolder(root);
        if (!folder.holdsRun()) {
            throw new WrongUseException(
                    "A run folder must hold journal.jsonl, found none in " + root + ".");
        }
        return folder;
    }

    private boolean holdsRun() {
        return Files.exists(journal());
    }

    /** The name of the folder of what programs printed that failed to score a candidate. */
    public static final String OUTPUT = "output";

    public Path manifest() {
        return root.resolve("manifest.json");
    }

    public Path searchFile() {
        return root.resolve("search.yml");
    }

    public Path journal() {
        return root.resolve("journal.jsonl");
    }

    /** The folder of the per-item scores. */
    public Path scores() {
        return root.resolve("scores");
    }

    /** The gradients of the steps of an algorithm that learns coefficients. */
    public Path gradients() {
        return root.resolve("steps").resolve("gradients.f64");
    }

    public Path frontJson() {
        return root.resolve("front.json");
    }

    public Path frontCsv() {
        return root.resolve("front.csv");
    }

    public Path progress() {
        return root.resolve("progress.csv");
    }

    /** The folder of the front members' recipes. */
    public Path recipes() {
        return root.resolve("recipes");
    }

    /** The recipe of a front member. */
    public Path recipe(int candidate) {
        return root.resolve(recipeName(candidate));
    }

    /** The same, relative to the run folder. */
    public static String recipeName(int candidate) {
        return "recipes/" + candidate + ".yml";
    }

    public Path report() {
        return root.resolve("report.html");
    }

    public Path log() {
        return root.resolve("run.log");
    }
}
