package dev.merganser.recipes;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The checkpoints that the references of recipes stand for. Opens files at first use and closes
 * what it opened; checkpoints that were handed over stay open. Safe for use by many threads.
 */
public final class Models implements AutoCloseable {

    private final Map<String, Checkpoint> given;
    private final Map<String, Path> aliases;
    private final Optional<Path> workingDirectory;
    private final Map<Path, Checkpoint> opened = new LinkedHashMap<>();

    private Models(
            Map<String, Checkpoint> given,
            Map<String, Path> aliases,
            Optional<Path> workingDirectory) {
        this.given = Map.copyOf(given);
        this.aliases = Map.copyOf(aliases);
        this.workingDirectory = workingDirectory;
    }

    /** References are paths, relative ones from the working directory, as in mergekit. */
    public static Models open(Path workingDirectory) {
        return new Models(Map.of(), Map.of(), Optional.of(workingDirectory));
    }

    /** References are these aliases and nothing else. */
    public static Models open(Map<String, Path> aliases) {
        return new Models(Map.of(), aliases, Optional.empty());
    }

    /** References are these names of open checkpoints, which the caller closes. */
    public static Models of(Map<String, Checkpoint> checkpoints) {
        return new Models(checkpoints, Map.of(), Optional.empty());
    }

    /**
     * The checkpoint of a reference, the same object for each spelling of one path; valid until
     * this is closed.
     *
     * @throws WrongUseException where there is no such model
     * @throws dev.merganser.recipes.error.BadDataException where its file is damaged
     */
    public Checkpoint checkpoint(String reference) {
        Checkpoint known = given.get(reference);
        return known == null ? opened(path(reference), reference) : known;
    }

    /** Whether two references stand for the same model. */
    boolean isSame(String one, String other) {
        return one.equals(other)
                || (!given.containsKey(one)
                        && !given.containsKey(other)
                        && path(one).equals(path(other)));
    }

    /** Absolute path of a reference's file or folder, whether it is there or not. */
    private Path path(String reference) {
        Path alias = aliases.get(reference);
        if (alias != null) {
            return alias.toAbsolutePath().normalize();
        }
        Path folder = workingDirectory.orElseThrow(() -> unknown(reference));
        try {
            return folder.resolve(reference).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new WrongUseException(
                    "Model %s must be a path, but it cannot be one: %s"
                            .formatted(Quoted.text(reference), e.getReason()),
                    e);
        }
    }

    private WrongUseException unknown(String reference) {
        var known = new TreeSet<>(given.keySet());
        known.addAll(aliases.keySet());
        return new WrongUseException(
                "There is no model %s.%s Known: %s."
                        .formatted(
                                Quoted.text(reference),
                                Suggestions.didYouMean(reference, known),
                                String.join(", ", known)));
    }

    private Checkpoint opened(Path path, String reference) {
        synchronized (opened) {
            @Nullable Checkpoint checkpoint = opened.get(path);
            if (checkpoint == null) {
                requireExists(path, reference);
                checkpoint = Checkpoints.open(path);
                opened.put(path, checkpoint);
            }
            return checkpoint;
        }
    }

    private static void requireExists(Path path, String reference) {
        if (!Files.exists(path)) {
            throw new WrongUseException(
                    "Model %s must be a file or a folder, but there is nothing at %s. Maybe the working directory is another one."
                            .formatted(Quoted.text(reference), path));
        }
    }

    /** Closes what was opened; whatever was read from it is no longer valid. */
    @Override
    public void close() {
        synchronized (opened) {
            opened.values().forEach(Checkpoint::close);
            opened.clear();
        }
    }
}
