package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.AnswerKind;
import dev.merganser.evaluators.data.DataSource;
import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.runtime.FloatRows;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.yaml.YamlMap;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Items of float values by split, and the graph input that takes them.
 *
 * @param task the task's name, for messages
 * @param parts items of one shape, labelled alike; a split that is not there has no items
 * @param input empty: the graph's only one
 */
record FloatItems(String task, Map<Split, Items> parts, Optional<String> input) {

    /** The keys that {@link #read} looks at, beside those of every task. */
    static final Set<String> KEYS = Set.of("label", "unlabelled");

    FloatItems {
        parts = Map.copyOf(new EnumMap<>(parts));
        Items first = Objects.requireNonNull(parts.get(Split.SEARCH));
        parts.forEach((split, part) -> requireAlike(task, split, part, first));
    }

    private static void requireAlike(String task, Split split, Items part, Items first) {
        if (!part.shape().equals(first.shape())) {
            throw new BadDataException(
                    "Task '%s': all splits must hold items of one shape, but %s has %s and others %s."
                            .formatted(task, split.key(), part.shape(), first.shape()));
        }
        if (part.answerKind() != first.answerKind()) {
            throw new BadDataException(
                    "Task '%s': all splits must have labels or none, but %s differs from search."
                            .formatted(task, split.key()));
        }
    }

    /**
     * Reads the items of a task file.
     *
     * @param kind what they are labelled with, unless the file says that they are not
     * @param label the field of the label, unless the file names another
     */
    static FloatItems read(TaskFile file, AnswerKind kind, String label) {
        YamlMap yaml = file.yaml();
        String field = yaml.findText("label").orElse(label);
        boolean unlabelled = yaml.findFlag("unlabelled").orElse(false);
        AnswerKind wanted = unlabelled ? AnswerKind.NONE : kind;
        Map<Split, Items> parts = file.splits(source -> source(source, field, file).read(wanted));
        return new FloatItems(file.name(), parts, yaml.findText("input"));
    }

    private static DataSource source(TaskFile.Source source, String label, TaskFile file) {
        if (source.isFile()) {
            return DataSource.of(source.file(), label);
        }
        YamlMap map = source.mapping();
        if (map.has("file")) {
            map.only("file", "values", "labels");
            return new DataSource.Arrays(
                    file.path(map, "file"), map.text("values"), map.findText("labels"));
        }
        if (map.has("values")) {
            map.only("values", "labels");
            return new DataSource.Npy(file.path(map, "values"), labels(map, file));
        }
        map.only("images", "labels");
        return new DataSource.Idx(file.path(map, "images"), labels(map, file));
    }

    private static Optional<Path> labels(YamlMap map, TaskFile file) {
        return map.findText("labels").map(_ -> file.path(map, "labels"));
    }

    /** The items of a split, none where the task has no such split. */
    Items of(Split split) {
        return Objects.requireNonNullElseGet(parts.get(split), () -> Items.none(search().shape()));
    }

    private Items search() {
        return Objects.requireNonNull(parts.get(Split.SEARCH));
    }

    /** What the items are labelled with. */
    AnswerKind answerKind() {
        return search().answerKind();
    }

    /** The items of a split as rows for a graph. */
    FloatRows rows(Split split, ModelPorts ports) {
        var in = FloatPorts.input(ports, input, search().shape());
        return new FloatRows(in.name(), in.rowShape(), of(split));
    }
}
