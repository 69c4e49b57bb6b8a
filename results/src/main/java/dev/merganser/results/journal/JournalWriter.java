package dev.merganser.results.journal;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.results.file.AppendFile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Appends events to a run's journal. Locks the journal until it is closed, so that no two processes
 * write one run. Any thread may append; an event for which {@link Event#forced()} holds is on the
 * disk when {@link #append} returns, and so are all events before it.
 */
public final class JournalWriter implements AutoCloseable {
    private final WriterLock lock;
    private final AppendFile file;
    private final Journal replayed;

    private JournalWriter(WriterLock lock, AppendFile file, Journal replayed) {
        this.lock = lock;
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
        var nothing = new Journal(List.of(), Optional.empty(), 0);
        return locked(journal, () -> nothing);
    }

    /** Goes on with the journal of a run; a torn last line is cut off. */
    public static JournalWriter resume(Path journal) {
        if (!Files.exists(journal)) {
            throw new WrongUseException(
                    "A run folder must hold a journal, found no file " + journal + ".");
        }
        return locked(journal, () -> JournalReader.read(journal));
    }

    private static JournalWriter locked(Path journal, Supplier<Journal> replay) {
        WriterLock lock = WriterLock.of(journal);
        try {
            Journal replayed = replay.get();
            return new JournalWriter(lock, openAt(journal, replayed.wholeBytes()), replayed);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static AppendFile openAt(Path journal, long wholeBytes) {
        AppendFile file = AppendFile.open(journal);
        if (file.length() > wholeBytes) {
            file.truncate(wholeBytes);
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

    /** Returns when all that was appended is on the disk. */
    public void force() {
        file.force();
    }

    /** How many bytes are known to be on the disk. */
    long forcedBytes() {
        return file.forcedLength();
    }

    /** Forces what was appended, and unlocks. */
    @Override
    public void close() {
        try (lock;
                file) {
            file.force();
        }
    }
}
