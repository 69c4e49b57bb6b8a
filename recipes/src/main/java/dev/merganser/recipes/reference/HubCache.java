package dev.merganser.recipes.reference;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The local cache of the Hugging Face hub: {@code models--org--name/refs/<revision>} holds a
 * commit, {@code models--org--name/snapshots/<commit>} its files. Only looked at; nothing is ever
 * downloaded.
 */
public final class HubCache {

    private static final Pattern ID = Pattern.compile("[\\w-][\\w.-]*(/[\\w-][\\w.-]*)?");
    private static final String PREFIX = "models--";
    private static final String MAIN = "main";
    private static final int COMMIT_SHOWN = 8;

    private final Path folder;

    private HubCache(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** The cache in a folder, which need not exist. */
    public static HubCache in(Path folder) {
        return new HubCache(folder);
    }

    /** The cache of this user, where the libraries of Hugging Face would look for it. */
    public static HubCache ofUser() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /**
     * The cache that environment variables name: {@code HF_HUB_CACHE}, {@code
     * HUGGINGFACE_HUB_CACHE}, {@code HF_HOME}{@code /hub}, {@code XDG_CACHE_HOME}{@code
     * /huggingface/hub}, else {@code ~/.cache/huggingface/hub}.
     */
    public static HubCache of(Map<String, String> environment, Path home) {
        return variable(environment, "HF_HUB_CACHE", home)
                .or(() -> variable(environment, "HUGGINGFACE_HUB_CACHE", home))
                .or(() -> variable(environment, "HF_HOME", home).map(hf -> hf.resolve("hub")))
                .or(
                        () ->
                                variable(environment, "XDG_CACHE_HOME", home)
                                        .map(cache -> cache.resolve("huggingface/hub")))
                .map(HubCache::new)
                .orElseGet(() -> new HubCache(home.resolve(".cache/huggingface/hub")));
    }

    private static Optional<Path> variable(
            Map<String, String> environment, String name, Path home) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .map(
                        value ->
                                value.startsWith("~/")
                                        ? home.resolve(value.substring(2))
                                        : Path.of(value));
    }

    /** Whether a text may be the id of a model: {@code org/name}, or a name alone. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** Where the cache lies. */
    public Path folder() {
        return folder;
    }

    /** The folder of a model, whether it is there or not. */
    Path folderOf(String id) {
        return folder.resolve(PREFIX + id.replace("/", "--"));
    }

    /** The ids of all cached models, in alphabetical order. */
    List<String> ids() {
        return names(folder).stream()
                .filter(name -> name.startsWith(PREFIX))
                .map(name -> name.substring(PREFIX.length()).replaceFirst("--", "/"))
                .toList();
    }

    /**
     * The folder of a model's files; empty where the cache has no such model.
     *
     * @param revision a branch, tag or commit; {@code main} by default
     * @throws WrongUseException where the cache has the model, but not this revision
     */
    Optional<Path> snapshot(String id, Optional<String> revision) {
        Path model = folderOf(id);
        if (!isId(id) || !Files.isDirectory(model.resolve("snapshots"))) {
            return Optional.empty();
        }
        String wanted = revision.orElse(MAIN);
        Path snapshots = model.resolve("snapshots");
        Path snapshot = within(snapshots, commit(model, wanted).orElse(wanted));
        if (!Files.isDirectory(snapshot) || snapshot.equals(snapshots)) {
            throw notThere(id, model, wanted);
        }
        return Optional.of(snapshot);
    }

    private static Optional<String> commit(Path model, String revision) {
        Path ref = within(model.resolve("refs"), revision);
        if (!Files.isRegularFile(ref)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(ref).strip());
        } catch (IOException e) {
            throw new BadDataException(
                    "%s must be readable: %s".formatted(ref, DiskWords.of(ref, e)), e);
        }
    }

    /** A revision is a part of a path, and must not lead out of its folder. */
    private static Path within(Path parent, String name) {
        Path child = parent.resolve(name.replace('\0', '_')).normalize();
        return child.startsWith(parent) ? child : parent;
    }

    private static WrongUseException notThere(String id, Path model, String wanted) {
        return new WrongUseException(
                "Model %s must be in the local Hugging Face cache with revision %s, but %s has %s. Nothing is downloaded: maybe run 'huggingface-cli download %s --revision %s'."
                        .formatted(
                                Quoted.text(id),
                                Quoted.text(wanted),
                                model,
                                revisions(model),
                                id,
                                Quoted.line(wanted)));
    }

    private static String revisions(Path model) {
        List<String> known = new ArrayList<>();
        Path refs = model.resolve("refs");
        for (String ref : names(refs)) {
            if (Files.isRegularFile(refs.resolve(ref))) {
                known.add(ref + " (" + shown(commit(model, ref).orElse("")) + ")");
            }
        }
        names(model.resolve("snapshots")).forEach(known::add);
        return known.isEmpty() ? "no files" : "only " + String.join(", ", known);
    }

    private static String shown(String commit) {
        return commit.substring(0, Math.min(COMMIT_SHOWN, commit.length()));
    }

    private static List<String> names(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(parent)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        } catch (IOException _) {
            return List.of(); // for hints only
        }
    }
}
