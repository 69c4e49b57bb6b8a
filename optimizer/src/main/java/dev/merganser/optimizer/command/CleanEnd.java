package dev.merganser.optimizer.command;

import dev.merganser.evaluators.program.RunningPrograms;
import dev.merganser.recipes.file.Unfinished;

/**
 * While open, a process that is told to end (Ctrl-C, TERM) ends the programs and removes the output
 * that it has begun before it ends. A process that is killed cannot; the next merge to that place
 * does it then.
 */
final class CleanEnd implements AutoCloseable {

    private final Thread hook = new Thread(CleanEnd::end, "remove unfinished output");

    private CleanEnd() {}

    /** Programs first, as they may still write. */
    private static void end() {
        RunningPrograms.endAll();
        Unfinished.removeAll();
    }

    static CleanEnd begin() {
        var end = new CleanEnd();
        Runtime.getRuntime().addShutdownHook(end.hook);
        return end;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // Where the process is ending already this waits for the end, so that nobody reads
            // complaints about files that the hook has taken from the threads that write them.
            Runtime.getRuntime().exit(1);
        }
    }
}
