package dev.merganser.recipes.parallel;

import java.util.function.IntConsumer;

/** Threads that share numbered tasks. */
@FunctionalInterface
public interface Workers {

    /** The calling thread alone. */
    Workers CALLER =
            (count, task) -> {
                for (int i = 0; i < count; i++) {
                    task.accept(i);
                }
            };

    /**
     * Runs {@code task} for 0 to {@code count} − 1, on the calling thread and on whatever others
     * are free, and returns when none of it runs any more. A failure keeps further tasks from
     * starting and is thrown on. A task may call this again.
     */
    void forEach(int count, IntConsumer task);
}
