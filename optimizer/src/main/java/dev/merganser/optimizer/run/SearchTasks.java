package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.task.TaskReader;
import dev.merganser.optimizer.settings.SearchSettings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tasks of a search, read, and what is measured of each candidate on them.
 *
 * @param all in the order of the search file
 */
record SearchTasks(List<Task> all, Quantities quantities) {

    private static final List<Split> CLOSING = List.of(Split.VALIDATION, Split.TEST);

    SearchTasks {
        all = List.copyOf(all);
    }

    /** Reads the tasks; refuses quantities that they do not have. */
    static SearchTasks read(SearchSettings settings) {
        List<Task> tasks = new ArrayList<>();
        settings.tasks()
                .forEach(
                        (name, source) ->
                                tasks.add(TaskReader.of(source.yaml(), name, source.folder())));
        return new SearchTasks(tasks, Quantities.of(settings, Directions.of(tasks)));
    }

    /** Which values are better. */
    Directions directions() {
        return Directions.of(all);
    }

    /** Items of a split that are measured, over all tasks; 1 where only costs are. */
    int items(Split split) {
        return Math.max(1, measured().mapToInt(task -> task.itemCount(split)).sum());
    }

    /** The splits that the front is scored on at the end: where every task has items. */
    List<Split> closingSplits() {
        return CLOSING.stream().filter(split -> without(split).isEmpty()).toList();
    }

    private List<String> without(Split split) {
        return measured().filter(task -> task.itemCount(split) == 0).map(Task::name).toList();
    }

    private Stream<Task> measured() {
        Set<String> names =
                quantities.direct().stream().map(Measure::task).collect(Collectors.toSet());
        return all.stream().filter(task -> names.contains(task.name()));
    }

    /** What the user should know about the items before the tasks are used. */
    List<String> warnings() {
        return all.stream().flatMap(task -> warning(task).stream()).toList();
    }

    /** What the user should know about a task before it is used. */
    static Optional<String> warning(Task task) {
        int near = task.content().nearDuplicates();
        return near == 0
                ? Optional.empty()
                : Optional.of(
                        "Task '%s' has %d items that nearly repeat one of another split."
                                .formatted(task.name(), near));
    }

    /** What the user should know about the scoring of the front at the end. */
    List<String> closingWarnings() {
        return CLOSING.stream()
                .filter(split -> !without(split).isEmpty())
                .map(
                        split ->
                                "The front will not be scored on %s: there are no such items of %s."
                                        .formatted(split.key(), String.join(", ", without(split))))
                .toList();
    }
}
