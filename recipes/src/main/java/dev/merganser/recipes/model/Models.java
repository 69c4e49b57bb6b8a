package dev.merganser.recipes.model;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.lora.AdaptedCheckpoint;
import dev.merganser.recipes.reference.HubCache;
import dev.merganser.recipes.reference.ModelFinder;
import dev.merganser.recipes.reference.ModelLocation;
import dev.merganser.recipes.reference.ModelName;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The checkpoints that the references of recipes stand for. Opens files at first use and closes
 * what it opened; checkpoints that were handed over stay open. Safe for use by many threads.
 */
public final class Models implements AutoCloseable {

    /** For files that stand beside aliases. */
    private static final ModelFinder HERE = new ModelFinder(Path.of(""), HubCache.in(Path.of("")));

    private final Map<String, Checkpoint> given;
    private final Map<String, Path> aliases;
    private final Optional<ModelFinder> finder;
    private final Map<String, ModelLocation> located = new ConcurrentHashMap<>();
    private final Map<ModelLocation, Checkpoint> opened;

    private Models(
            Map<String, Checkpoint> given,
            Map<String, Path> aliases,
            Optional<ModelFinder> finder,
            Map<ModelLocation, Checkpoint> opened) {
        this.given = Map.copyOf(given);
        this.aliases = Map.copyOf(aliases);
        this.finder = finder;
        this.opened = opened;
    }

    /**
     * References are as in mergekit: {@code model[+lora]}, each a path, relative ones from the
     * working directory, or a Hugging Face id in the user's local cache. Nothing is downloaded.
     */
    public static Models open(Path workingDirectory) {
        return open(workingDirectory, HubCache.ofUser());
    }

    /** As the other, with a cache of one's own. */
    public static Models open(Path workingDirectory, HubCache cache) {
        return new Models(
                Map.of(),
                Map.of(),
                Optional.of(new ModelFinder(workingDirectory, cache)),
                new LinkedHashMap<>());
    }

    /** References are these aliases and nothing else. */
    public static Models open(Map<String, Path> aliases) {
        return new Models(Map.of(), aliases, Optional.empty(), new LinkedHashMap<>());
    }

    /** References are these names of open checkpoints, which the caller closes. */
    public static Models of(Map<String, Checkpoint> checkpoints) {
        return new Models(checkpoints, Map.of(), Optional.empty(), new LinkedHashMap<>());
    }

    /** These models and some more that are open, under names of their own; closed with these. */
    public Models with(Map<String, Checkpoint> more) {
        Map<String, Checkpoint> all = new LinkedHashMap<>(given);
        all.putAll(more);
        return new Models(all, aliases, finder, opened);
    }

    /**
     * The checkpoint of a reference, the same object for each spelling of one path; valid until
     * this is closed. With an adapter its values are those of the base with the adapter applied,
     * and its path is the base's.
     *
     * @throws WrongUseException where there is no such model
     * @throws dev.merganser.recipes.error.BadDataException where its file is damaged
     */
    public Checkpoint checkpoint(String reference) {
        Checkpoint known = given.get(reference);
        return known == null ? opened(location(reference)) : known;
    }

    /**
     * Where the weights of a reference lie: a base, and maybe an adapter; none for a checkpoint
     * that was handed over.
     *
     * @throws WrongUseException where there is no such model
     */
    public List<Path> paths(String reference) {
        return given.containsKey(reference) ? List.of() : location(reference).paths();
    }

    /**
     * The statistics that a recipe names beside a model: one file of tensors, by its path, relative
     * ones from the working directory; valid until this is closed.
     *
     * @throws WrongUseException where there is no such file
     * @throws dev.merganser.recipes.error.BadDataException where it is damaged
     */
    public Checkpoint statistics(String file) {
        Checkpoint known = given.get(file);
        return known == null ? opened(ModelLocation.of(statisticsPath(file))) : known;
    }

    /**
     * Where a file with statistics lies, absolute.
     *
     * @throws WrongUseException where there is none
     */
    public Path statisticsPath(String file) {
        Path path = finder.orElse(HERE).file(file);
        if (!Files.isRegularFile(path)) {
            throw new WrongUseException(
                    "Statistics %s must be a file, but there is %s at %s. Maybe the working directory is another one."
                            .formatted(
                                    Quoted.text(file),
                                    Files.exists(path) ? "a folder" : "nothing",
                                    path));
        }
        return path;
    }

    /** What a model is called in a file that is read elsewhere. */
    public ModelName name(String reference) {
        return finder.filter(_ -> !aliases.containsKey(reference))
                .map(found -> found.name(reference))
                .orElseGet(() -> new ModelName(reference, Optional.empty()));
    }

    /** Whether two references stand for the same model. */
    public boolean isSame(String one, String other) {
        return one.equals(other)
                || (!given.containsKey(one)
                        && !given.containsKey(other)
                        && location(one).equals(location(other)));
    }

    private ModelLocation location(String reference) {
        return located.computeIfAbsent(reference, this::locate);
    }

    private ModelLocation locate(String reference) {
        Path alias = aliases.get(reference);
        if (alias == null) {
            return finder.orElseThrow(() -> unknown(reference)).find(reference);
        }
        requireExists(alias, reference);
        return new ModelLocation(alias.toAbsolutePath().normalize(), Optional.empty());
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

    private Checkpoint opened(ModelLocation location) {
        synchronized (opened) {
            @Nullable Checkpoint checkpoint = opened.get(location);
            if (checkpoint == null) {
                checkpoint = open(location);
                opened.put(location, checkpoint);
            }
            return checkpoint;
        }
    }

    /** With an adapter: over the base that others of its name read, too. */
    private Checkpoint open(ModelLocation location) {
        if (location.adapter().isEmpty()) {
            return Checkpoints.open(location.base());
        }
        Checkpoint base = opened(new ModelLocation(location.base(), Optional.empty()));
        return AdaptedCheckpoint.open(base, location.adapter().get());
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
