package dev.merganser.evaluators.task;

import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.metric.Metrics;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads tasks from YAML: a file, or a mapping in a search file. Paths in it are relative to the
 * file's folder. Unknown keys, values and missing files are wrong use, damaged data is bad data.
 */
public final class TaskReader {

    private final TaskFile file;
    private final YamlMap yaml;

    private TaskReader(TaskFile file) {
        this.file = file;
        this.yaml = file.yaml();
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
        return new TaskReader(new TaskFile(yaml, name, folder)).task();
    }

    private static Path folderOf(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    }

    private static String stem(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    }

    private Task task() {
        TaskKind kind = kind();
        yaml.only(List.copyOf(kind.allKeys()));
        requireName();
        Optional<List<String>> asked = metrics();
        TaskContent content = kind.read(file);
        requireNoNearDuplicates(content);
        List<String> metrics = asked.orElseGet(() -> metrics(kind, content));
        Task task = new Task(file.name(), kind, content, metrics, file.files());
        metrics.forEach(metric -> requireMetric(task, metric));
        return task;
    }

    private void requireName() {
        if (!file.name().matches("[A-Za-z0-9_-]+")) {
            throw yaml.wrong(
                    "a task's name must be of letters, digits, '_' and '-', found '"
                            + file.name()
                            + "'");
        }
    }

    private TaskKind kind() {
        String kind = yaml.text("kind");
        List<String> known = TaskKinds.all().stream().map(TaskKind::name).toList();
        return TaskKinds.find(kind)
                .orElseThrow(
                        () ->
                                yaml.wrong(
                                        "kind must be one of %s, found '%s'.%s"
                                                .formatted(
                                                        known,
                                                        kind,
                                                        Suggestions.didYouMean(kind, known))));
    }

    private static List<String> metrics(TaskKind kind, TaskContent content) {
        return switch (content) {
            case ExaminedContent examined -> offered(kind, examined);
            case MeasuredContent measured -> List.copyOf(measured.metrics());
        };
    }

    /** The usual metrics; where the task has what none of these needs, all that it can have. */
    private static List<String> offered(TaskKind kind, ExaminedContent content) {
        List<String> possible =
                Metrics.of(kind.predictions()).stream()
                        .filter(metric -> content.offers().containsAll(metric.needs()))
                        .map(Metric::name)
                        .toList();
        List<String> usual =
                kind.defaultMetrics().stream()
                        .filter(name -> possible.contains(name.replaceFirst("@.*$", "")))
                        .toList();
        return usual.isEmpty() ? possible : usual;
    }

    /** The metrics that the file names. */
    private Optional<List<String>> metrics() {
        if (yaml.has("metric") && yaml.has("metrics")) {
            throw yaml.wrong("give 'metric' or 'metrics', not both");
        }
        Optional<List<String>> names =
                yaml.findText("metric")
                        .map(List::of)
                        .or(() -> yaml.findList("metrics").map(this::texts));
        names.ifPresent(this::requireDifferent);
        return names;
    }

    private void requireDifferent(List<String> names) {
        if (names.isEmpty() || names.stream().distinct().count() != names.size()) {
            throw yaml.wrong("metrics must be different names, at least one, found " + names);
        }
    }

    private void requireMetric(Task task, String metric) {
        try {
            var _ = task.higherIsBetter(metric);
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

    private void requireNoNearDuplicates(TaskContent content) {
        if (yaml.findFlag("strict").orElse(false)) {
            int near = content.nearDuplicates();
            if (near > 0) {
                throw yaml.wrong(
                        "task '%s' is strict, but %d of its validation and test items are almost equal to items of an earlier split"
                                .formatted(file.name(), near));
            }
        }
    }
}
