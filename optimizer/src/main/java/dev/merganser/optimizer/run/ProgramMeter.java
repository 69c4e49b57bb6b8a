package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.task.MeasuredContent;
import dev.merganser.evaluators.task.MeasuredScores;
import dev.merganser.evaluators.task.ModelRoom;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.plan.MergePlan;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Measures merged models by their files: carries a candidate out once and lets each task that asks
 * for files have it. Safe for use by many threads.
 */
final class ProgramMeter {

    private final Map<String, MeasuredContent> tasks;
    private final MergedFolders folders;

    private ProgramMeter(Map<String, MeasuredContent> tasks) {
        this.tasks = tasks;
        this.folders = new MergedFolders(room(tasks));
    }

    /** A meter of those tasks that measure files; empty where none does. */
    static Optional<ProgramMeter> of(List<Task> tasks) {
        Map<String, MeasuredContent> measured = new LinkedHashMap<>();
        for (Task task : tasks) {
            if (task.content() instanceof MeasuredContent content) {
                measured.put(task.name(), content);
            }
        }
        return measured.isEmpty() ? Optional.empty() : Optional.of(new ProgramMeter(measured));
    }

    /** All share the merged models, so they lie in one place and take what suits every task. */
    private static ModelRoom room(Map<String, MeasuredContent> tasks) {
        List<ModelRoom> rooms = tasks.values().stream().map(MeasuredContent::room).toList();
        if (rooms.stream().map(ModelRoom::folder).distinct().count() > 1) {
            throw new WrongUseException(
                    "Tasks %s share the merged models, so their scratch must be one folder, found %s."
                            .formatted(
                                    String.join(", ", tasks.keySet()),
                                    rooms.stream()
                                            .map(room -> room.folder().toString())
                                            .collect(Collectors.joining(", "))));
        }
        long bytes = rooms.stream().mapToLong(ModelRoom::bytes).min().orElseThrow();
        return new ModelRoom(rooms.getFirst().folder(), bytes);
    }

    /** Refuses a disk budget that holds not one model. */
    void requireRoom(MergePlan plan) {
        folders.requireRoom(plan);
    }

    boolean measures(Measure measure) {
        return tasks.containsKey(measure.task());
    }

    /** Measures a candidate; what goes wrong with it alone is an exception. */
    void measure(
            MergePlan plan,
            Split split,
            Set<Measure> measures,
            BooleanSupplier cancelled,
            Measurements into) {
        folders.with(
                plan,
                cancelled,
                place -> {
                    measure(place.model(), place, split, measures, cancelled, into);
                    return into;
                });
    }

    /** Measures a model that is on the disk already. */
    void measure(Path model, Split split, Set<Measure> measures, Measurements into) {
        Path parent = tasks.values().iterator().next().room().folder();
        MergedFolders.inFolder(
                parent,
                place -> {
                    measure(model, place, split, measures, () -> false, into);
                    return into;
                });
    }

    private void measure(
            Path model,
            MergedFolders.Place place,
            Split split,
            Set<Measure> measures,
            BooleanSupplier cancelled,
            Measurements into) {
        tasks.forEach(
                (name, content) -> {
                    List<Measure> ours =
                            measures.stream().filter(each -> each.task().equals(name)).toList();
                    if (!ours.isEmpty()) {
                        add(
                                content.measure(
                                        model, split, place.scratch("task-" + name), cancelled),
                                ours,
                                into);
                    }
                });
    }

    private static void add(MeasuredScores scores, List<Measure> measures, Measurements into) {
        for (Measure measure : measures) {
            Optional<float[]> items = Optional.ofNullable(scores.items().get(measure.metric()));
            if (items.isPresent()) {
                into.add(measure, items.get());
            } else {
                into.add(measure, scores.values().getOrDefault(measure.metric(), Double.NaN));
            }
        }
    }
}
