package dev.merganser.evaluators.task;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a task asks of a model. Add one: implement this, name the class in {@code
 * META-INF/services/dev.merganser.evaluators.task.TaskKind}. Members are stateless and safe for use
 * by many threads.
 */
public interface TaskKind {

    /** The value of {@code kind:} in a task file, lower snake case. */
    String name();

    /** Its keys in a task file, beside those of every task ({@link TaskFile#KEYS}). */
    Set<String> keys();

    /** All keys that its task files may have. */
    default Set<String> allKeys() {
        return Stream.concat(TaskFile.KEYS.stream(), keys().stream()).collect(Collectors.toSet());
    }

    /** What {@code evaluate} prints unless the task file says otherwise; the first drives. */
    List<String> defaultMetrics();

    /** The type of predictions that its collectors make: it offers the metrics of this type. */
    Class<?> predictions();

    /**
     * Reads a task. What is wrong in the file, and a file that is missing, is wrong use; damaged
     * data is bad data that names file and line.
     */
    TaskContent read(TaskFile file);
}
