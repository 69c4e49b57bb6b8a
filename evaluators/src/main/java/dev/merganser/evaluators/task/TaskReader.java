package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.DataSource;
import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.metric.Metrics;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads tasks from YAML: a file, or a mapping in a search file. Paths in it are relative to the
 * file's folder. Unknown keys, values and missing files are wrong use, damaged data is bad data.
 */
public final class TaskReader {

    private static final List<String> KEYS =
            List.of(
                    "name", "kind", "data", "label", "split", "strict", "head", "input", "output",
                    "metric", "metrics");
    private static final List<String> DEFAULT_METRICS = List.of("accuracy", "nll");

    private final YamlMap yaml;
    private final String name;
    private final Path folder;

    private TaskReader(YamlMap yaml, String name, Path folder) {
        this.yaml = yaml;
        this.name = name;
        this.folder = folder;
    }

    /** Reads a task file; its name is the key {@code name}, else the file's name. */
    public static Task read(Path file) {
        YamlMap yaml = YamlMap.read(file);
        String name = yaml.findText("name").orElse(stem(file));
        return of(yaml, name, folderOf(file));
    }

    /** Reads a task file under a name that the caller gives. */
    public static Task read(Path file, String name) {
        return of(YamlMap.read(file), name, folderOf(file));
    }

    /** Reads a task from a mapping. */
    public static Task of(YamlMap yaml, String name, Path folder) {
        return new TaskReader(yaml, name, folder).task();
    }

    private static Path folderOf(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    }

    private static String stem(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    }

    private Task task() {
        yaml.only(KEYS);
        requireName();
        TaskKind kind = kind();
        List<String> metrics = metrics();
        Path headFile = path(yaml, "head");
        LinearHead head = head(headFile);
        List<Path> files = new ArrayList<>();
        Map<Split, Items> items = items(files);
        files.add(headFile);
        new SplitCheck(name).check(items, head);
        requireNoNearDuplicates(items);
        return new Task(
                name,
                kind,
                items,
                head,
                yaml.findText("input"),
                yaml.findText("output"),
                metrics,
                files);
    }

    private void requireName() {
        if (!name.matches("[A-Za-z0-9_-]+")) {
            throw yaml.wrong(
                    "a task's name must be of letters, digits, '_' and '-', found '" + name + "'");
        }
    }

    private TaskKind kind() {
        String kind = yaml.text("kind");
        List<String> known = List.of("classification");
        if (!known.contains(kind)) {
            throw yaml.wrong(
                    "kind must be one of %s, found '%s'.%s"
                            .formatted(known, kind, Suggestions.didYouMean(kind, known)));
        }
        return TaskKind.CLASSIFICATION;
    }

    private List<String> metrics() {
        if (yaml.has("metric") && yaml.has("metrics")) {
            throw yaml.wrong("give 'metric' or 'metrics', not both");
        }
        List<String> names =
                yaml.findText("metric")
                        .map(List::of)
                        .or(() -> yaml.findList("metrics").map(this::texts))
                        .orElse(DEFAULT_METRICS);
        if (names.isEmpty() || names.stream().distinct().count() != names.size()) {
            throw yaml.wrong("metrics must be different names, at least one, found " + names);
        }
        names.forEach(this::requireMetric);
        return names;
    }

    private void requireMetric(String metric) {
        try {
            Metrics.named(metric);
        } catch (WrongUseException e) {
            throw yaml.wrong(String.valueOf(e.getMessage()));
        }
    }

    private List<String> texts(List<YamlValue> values) {
        return values.stream()
                .map(
                        value -> {
                            if (value instanceof YamlValue.Text(String text)) {
                                return text;
                            }
                            throw yaml.mismatch("metrics", "a list of names", value);
                        })
                .toList();
    }

    private static LinearHead head(Path file) {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            return LinearHead.of(checkpoint);
        }
    }

    private Map<Split, Items> items(List<Path> files) {
        return switch (yaml.require("data")) {
            case YamlValue.Mapping(YamlMap data) when data.has("search") -> given(data, files);
            case YamlValue.Mapping(YamlMap data) -> divided(source(data, ""), files);
            case YamlValue other -> {
                if (other instanceof YamlValue.Text) {
                    yield divided(DataSource.of(path(yaml, "data"), label()), files);
                }
                throw yaml.mismatch("data", "a file or a mapping", other);
            }
        };
    }

    private Map<Split, Items> divided(DataSource source, List<Path> files) {
        SplitSizes sizes = yaml.findMap("split").map(SplitSizes::of).orElse(SplitSizes.DEFAULT);
        return Splitter.split(read(source, files), sizes, "Task '" + name + "'");
    }

    private Map<Split, Items> given(YamlMap data, List<Path> files) {
        data.only(Stream.of(Split.values()).map(Split::key).toList());
        if (yaml.has("split")) {
            throw yaml.wrong("'split' divides one file, but 'data' gives a file per split");
        }
        Map<Split, Items> parts = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            if (data.has(split.key())) {
                parts.put(split, read(source(data, split.key()), files));
            }
        }
        return parts;
    }

    private static Items read(DataSource source, List<Path> files) {
        files.addAll(source.files());
        return source.read();
    }

    /**
     * The source under a key of a mapping, or that the mapping itself is where the key is empty.
     */
    private DataSource source(YamlMap data, String key) {
        if (!key.isEmpty() && data.require(key) instanceof YamlValue.Text) {
            return DataSource.of(path(data, key), label());
        }
        YamlMap pair = (key.isEmpty() ? data : data.map(key)).only("images", "labels");
        return new DataSource.Idx(path(pair, "images"), path(pair, "labels"));
    }

    private String label() {
        return yaml.findText("label").orElse("label");
    }

    private void requireNoNearDuplicates(Map<Split, Items> items) {
        if (yaml.findFlag("strict").orElse(false)) {
            int near = NearDuplicates.count(items);
            if (near > 0) {
                throw yaml.wrong(
                        "task '%s' is strict, but %d of its validation and test items are almost equal to items of an earlier split"
                                .formatted(name, near));
            }
        }
    }

    private Path path(YamlMap map, String key) {
        return folder.resolve(map.text(key)).normalize();
    }
}
