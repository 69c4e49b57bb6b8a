package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.Divisible;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A task file while it is read, or a task in a search file. Paths in it are relative to the file's
 * folder, and noted for the manifest.
 */
public final class TaskFile {

    /** The keys of every task. */
    public static final List<String> KEYS =
            List.of(
                    "name", "kind", "data", "split", "strict", "input", "output", "metric",
                    "metrics");

    private final YamlMap yaml;
    private final String name;
    private final Path folder;
    private final List<Path> files = new ArrayList<>();

    TaskFile(YamlMap yaml, String name, Path folder) {
        this.yaml = yaml;
        this.name = name;
        this.folder = folder;
    }

    /** The task's name. */
    public String name() {
        return name;
    }

    /** The keys and values. */
    public YamlMap yaml() {
        return yaml;
    }

    /** What its paths are relative to. */
    public Path folder() {
        return folder;
    }

    /** Notes a file for the manifest that stands under no key of its own. */
    public void note(Path file) {
        files.add(file);
    }

    /** The file under a key of the task. */
    public Path path(String key) {
        return path(yaml, key);
    }

    /** The file under a key of a mapping in the task. */
    public Path path(YamlMap map, String key) {
        Path path = folder.resolve(map.text(key)).normalize();
        files.add(path);
        return path;
    }

    /** The checkpoints under a key that holds a list of them; none where it is not there. */
    public List<Path> checkpoints(String key) {
        List<Path> checkpoints = new ArrayList<>();
        for (YamlValue value : yaml.findList(key).orElse(List.of())) {
            if (!(value instanceof YamlValue.Text(String text))) {
                throw yaml.mismatch(key, "a list of checkpoints", value);
            }
            Path checkpoint = folder.resolve(text).normalize();
            files.addAll(Checkpoints.files(checkpoint));
            checkpoints.add(checkpoint);
        }
        return checkpoints;
    }

    /** The files asked for so far. */
    List<Path> files() {
        return files;
    }

    /** Where the data of one split, or of all, come from: a file or a mapping of the kind's own. */
    public final class Source {

        private final YamlMap map;
        private final String key;

        private Source(YamlMap map, String key) {
            this.map = map;
            this.key = key;
        }

        /** Whether it is one file. */
        public boolean isFile() {
            return map.require(key) instanceof YamlValue.Text;
        }

        /** The file. */
        public Path file() {
            return path(map, key);
        }

        /** The mapping. */
        public YamlMap mapping() {
            return map.map(key);
        }
    }

    /**
     * The items under {@code data:} by split: one source, divided by {@code split:}, or a source
     * for each split. No two splits share an item.
     *
     * @param read reads a source
     */
    public <T extends Divisible<T>> Map<Split, T> splits(Function<Source, T> read) {
        Map<Split, T> parts =
                yaml.require("data") instanceof YamlValue.Mapping(YamlMap data)
                                && data.has(Split.SEARCH.key())
                        ? given(data, read)
                        : divided(read.apply(new Source(yaml, "data")));
        new SplitCheck(name).requireDisjoint(parts);
        return parts;
    }

    private <T extends Divisible<T>> Map<Split, T> divided(T items) {
        SplitSizes sizes = yaml.findMap("split").map(SplitSizes::of).orElse(SplitSizes.DEFAULT);
        return Splitter.split(items, sizes, "Task '" + name + "'");
    }

    private <T> Map<Split, T> given(YamlMap data, Function<Source, T> read) {
        data.only(Stream.of(Split.values()).map(Split::key).toList());
        if (yaml.has("split")) {
            throw yaml.wrong("'split' divides one file, but 'data' gives a file per split");
        }
        Map<Split, T> parts = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            if (data.has(split.key())) {
                parts.put(split, read.apply(new Source(data, split.key())));
            }
        }
        return parts;
    }
}
