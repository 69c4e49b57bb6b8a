package dev.merganser.optimizer.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes {@code run.log}, for people, beside what another listener does. */
final class LoggingListener implements SearchListener, AutoCloseable {

    private final PrintWriter log;
    private final SearchListener next;

    LoggingListener(Path file, SearchListener next) {
        try {
            this.log =
                    new PrintWriter(
                            Files.newBufferedWriter(
                                    file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                            true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
        }
        this.next = next;
    }

    @Override
    public void phase(String what) {
        write(what);
        next.phase(what);
    }

    @Override
    public void progress(SearchProgress progress) {
        next.progress(progress);
    }

    @Override
    public void note(String message) {
        write(message);
        next.note(message);
    }

    @Override
    public void warning(String message) {
        write("warning: " + message);
        next.warning(message);
    }

    private void write(String line) {
        log.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line);
    }

    @Override
    public void close() {
        log.close();
    }
}
