package dev.merganser.results.journal;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.results.file.AppendFile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Appends events to a run's journal. Locks the journal until it is closed, so that no two processes
 * write one run. Any thread may append; an event for which {@link Event#forced()} holds is on the
 * disk when {@link #append} returns, and so are all events before it.
 */
public final class JournalWriter implements AutoCloseable {
    private final AppendFile file;
    private final Journal replayed;

    private JournalWriter(AppendFile file, Journal replayed) {
        this.file = file;
        this.replayed = replayed;
    }

    /** Begins the journal of a new run. */
    public static JournalWriter create(Path journal) {
        if (Files.exists(journal)) {
            throw new WrongUseException(
                    "A new run needs a folder without a run, found "
                            + journal
                            + ". Maybe resume it.");
        }
        return new JournalWriter(locked(journal), new Journal(List.of(), Optional.empty(), 0));
    }

    /** Goes on with the journal of a run; a torn last line is cut off. */
    public static JournalWriter resume(Path journal) {
        if (!Files.exists(journal)) {
            throw new WrongUseException(
                    "A run folder must hold a journal, found no file " + journal + ".");
        }
        AppendFile file = locked(journal);
        try {
            Journal replayed = JournalReader.read(journal);
            if (file.length() > replayed.wholeBytes()) {
                file.truncate(replayed.wholeBytes());
            }
            return new JournalWriter(file, replayed);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static AppendFile locked(Path journal) {
        AppendFile file = AppendFile.open(journal);
        if (file.tryLock().isEmpty()) {
            file.close();
            throw new WrongUseException(
                    "A run must have one writer, but another process is writing "
                            + journal
                            + ". Maybe wait for it, or stop it.");
        }
        return file;
    }

    /** What the journal held when it was opened. */
    public Journal replayed() {
        return replayed;
    }

    public void append(Event event) {
        file.append(EventWriter.line(event));
        if (event.forced()) {
            file.force();
        }
    }

    /** Forces what was appended, and unlocks. */
    @Override
    public void close() {
        try {
            file.force();
        } finally {
            file.close();
        }
    }
}
