package dev.merganser.evaluators.program;

/** The programs of tasks that are under way in this process. */
public final class RunningPrograms {

    private RunningPrograms() {}

    /**
     * Ends them with all that they started: for a hook of a process that ends while other threads
     * still wait for them.
     */
    public static void endAll() {
        ProcessGroup.endAll();
    }
}
