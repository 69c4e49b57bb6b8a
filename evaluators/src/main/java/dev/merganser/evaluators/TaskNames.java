package dev.merganser.evaluators;

import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.error.WrongUseException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Complains about tasks that cannot be told apart. */
final class TaskNames {

    private TaskNames() {}

    /**
     * There must be a task, and each must have a name of its own.
     *
     * @param purpose what a task is needed for, as in "to score"
     * @throws WrongUseException otherwise
     */
    static void require(List<Task> tasks, String purpose) {
        Set<String> names = new HashSet<>();
        for (Task task : tasks) {
            if (!names.add(task.name())) {
                throw new WrongUseException(
                        "Tasks must have different names, but two are '" + task.name() + "'.");
            }
        }
        if (names.isEmpty()) {
            throw new WrongUseException("There must be at least one task " + purpose + ".");
        }
    }
}
