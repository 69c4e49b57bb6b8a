package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.RunOutcome;
import dev.merganser.optimizer.run.SearchListener;
import dev.merganser.optimizer.run.StopSignal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Runs a search in the foreground: shows its progress, and on Ctrl-C lets it write its front before
 * the process ends with exit code 0.
 */
final class RunSession {

    private static final long GRACE_SECONDS = 600;

    private final Console console;

    RunSession(Console console) {
        this.console = console;
    }

    /** Runs, prints the summary and returns the exit code. */
    int run(BiFunction<StopSignal, SearchListener, RunOutcome> search) {
        var signal = new StopSignal();
        var ended = new CountDownLatch(1);
        Thread hook = new Thread(() -> stop(signal, ended), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            var printer = new ProgressPrinter(console);
            RunOutcome outcome = search.apply(signal, printer);
            printer.finish();
            new SummaryPrinter(console.out()).print(outcome);
            return 0;
        } finally {
            ended.countDown();
            withdraw(hook);
        }
    }

    private void stop(StopSignal signal, CountDownLatch ended) {
        console.err().println();
        console.err()
                .println("Stopping: finishing the candidates under way, then writing the front …");
        signal.interrupt();
        try {
            if (ended.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                console.out().flush();
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void withdraw(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending already: the hook itself is waiting for us.
        }
    }
}
