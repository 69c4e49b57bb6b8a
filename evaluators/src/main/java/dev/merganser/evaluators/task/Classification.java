package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.DataSource;
import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.metric.ClassPredictions;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.yaml.YamlMap;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One class of several per item, by a frozen linear head on the graph's features. */
public final class Classification implements TaskKind {

    @Override
    public String name() {
        return "classification";
    }

    @Override
    public Set<String> keys() {
        return Set.of("label", "head");
    }

    @Override
    public List<String> defaultMetrics() {
        return List.of("accuracy", "nll");
    }

    @Override
    public Class<?> predictions() {
        return ClassPredictions.class;
    }

    @Override
    public TaskContent read(TaskFile file) {
        YamlMap yaml = file.yaml();
        LinearHead head = head(file.path("head"));
        String label = yaml.findText("label").orElse("label");
        Map<Split, Items> items = file.splits(source -> items(source, label, file));
        return new ClassificationContent(
                file.name(), items, head, yaml.findText("input"), yaml.findText("output"));
    }

    /** A task from its parts, on the only input and output of a graph. */
    public static Task task(String name, Map<Split, Items> items, LinearHead head) {
        var kind = new Classification();
        var content =
                new ClassificationContent(name, items, head, Optional.empty(), Optional.empty());
        return new Task(name, kind, content, kind.defaultMetrics(), List.of());
    }

    private static LinearHead head(Path file) {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            return LinearHead.of(checkpoint);
        }
    }

    private static Items items(TaskFile.Source source, String label, TaskFile file) {
        if (source.isFile()) {
            return DataSource.of(source.file(), label).read();
        }
        YamlMap pair = source.mapping().only("images", "labels");
        return new DataSource.Idx(file.path(pair, "images"), file.path(pair, "labels")).read();
    }
}
