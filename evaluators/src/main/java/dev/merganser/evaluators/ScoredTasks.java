package dev.merganser.evaluators;

import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.runtime.RunnerPool;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tasks of a scorer by name, packed for one graph. Owns their batches until closed. */
final class ScoredTasks implements AutoCloseable {

    private final Map<String, TaskScorer> tasks = new LinkedHashMap<>();

    private ScoredTasks() {}

    /**
     * Packs tasks.
     *
     * @param tasks with distinct names, at least one; all fit the graph
     */
    static ScoredTasks of(
            SegmentedModel model, List<Task> tasks, int batch, SessionFactory factory) {
        TaskNames.require(tasks, "to score");
        var scored = new ScoredTasks();
        try {
            for (Task task : tasks) {
                scored.tasks.put(task.name(), TaskScorer.of(model, task, batch, factory));
            }
            return scored;
        } catch (RuntimeException e) {
            scored.close();
            throw e;
        }
    }

    /** In the order in which they were given. */
    Collection<TaskScorer> all() {
        return Collections.unmodifiableCollection(tasks.values());
    }

    /** A task; an unknown one is wrong use. */
    TaskScorer named(String name) {
        TaskScorer task = tasks.get(name);
        if (task == null) {
            throw new WrongUseException(
                    "unknown task '%s'.%s Known: %s"
                            .formatted(
                                    name,
                                    Suggestions.didYouMean(name, tasks.keySet()),
                                    String.join(", ", tasks.keySet())));
        }
        return task;
    }

    Metric<?> metric(Measure measure) {
        return named(measure.task()).metric(measure.metric());
    }

    /** Measures by task; one that is unknown, or of a task without items, is wrong use. */
    Map<TaskScorer, List<Measure>> wanted(Split split, Set<Measure> measures) {
        Map<TaskScorer, List<Measure>> wanted = new LinkedHashMap<>();
        for (Measure measure : measures) {
            TaskScorer task = named(measure.task());
            if (task.itemCount(split) == 0) {
                throw new WrongUseException(
                        "Task '%s' has no %s items.".formatted(measure.task(), split.key()));
            }
            var _ = task.metric(measure.metric());
            wanted.computeIfAbsent(task, _ -> new ArrayList<>()).add(measure);
        }
        return wanted;
    }

    /** Lets the teachers of all tasks answer a split, unless they have. */
    void teach(Split split, RunnerPool<?> runners) {
        tasks.values().forEach(task -> task.teach(split, runners));
    }

    @Override
    public void close() {
        tasks.values().forEach(TaskScorer::close);
    }
}
