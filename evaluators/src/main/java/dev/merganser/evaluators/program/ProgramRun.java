package dev.merganser.evaluators.program;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One run of a program, that has ended.
 *
 * @param exit what it exited with; empty where it took too long and was ended
 * @param output what it printed
 */
record ProgramRun(OptionalInt exit, KeptOutput output) {

    private static final long MILLIS_BETWEEN_LOOKS = 50;
    private static final long MILLIS_FOR_LAST_WORDS = 2_000;

    /**
     * Runs a program to its end, or ends it when its time is over or it is cancelled. All that it
     * started and left running has been sent a kill when the call returns.
     *
     * @throws IOException where it cannot be started
     * @throws CancellationException where it was cancelled
     */
    static ProgramRun of(
            List<String> words, Path folder, Duration timeout, BooleanSupplier cancelled)
            throws IOException {
        var output = new KeptOutput();
        Thread reader;
        OptionalInt exit;
        try (ProcessGroup group = ProcessGroup.start(words, folder)) {
            Process program = group.leader();
            reader =
                    Thread.ofPlatform()
                            .daemon()
                            .name("output of " + words.getFirst())
                            .start(() -> output.takeAll(program.getInputStream()));
            exit = exit(program, timeout, cancelled);
        }
        join(reader);
        return new ProgramRun(exit, output);
    }

    private static OptionalInt exit(Process program, Duration timeout, BooleanSupplier cancelled) {
        long start = System.nanoTime();
        try {
            while (!program.waitFor(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException("The program was ended");
                }
                if (System.nanoTime() - start > timeout.toNanos()) {
                    return OptionalInt.empty();
                }
            }
            return OptionalInt.of(program.exitValue());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Waiting for the program was interrupted");
        }
    }

    /** A process that left the group may hold the output open for ever. */
    private static void join(Thread reader) {
        try {
            reader.join(MILLIS_FOR_LAST_WORDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
