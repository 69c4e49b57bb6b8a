package dev.merganser.results.journal;

import dev.merganser.recipes.error.WrongUseException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to write one journal, held until closed or until the process ends, however it ends.
 *
 * <p>It is a lock on a file of its own beside the journal: on POSIX systems, closing any handle of
 * a file gives up all locks that the process has on it, so reading a locked journal would unlock
 * it.
 */
final class WriterLock implements AutoCloseable {
    private final FileChannel channel;

    private WriterLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock, or says who is in the way. */
    static WriterLock of(Path journal) {
        FileChannel channel = open(journal.resolveSibling(".journal.lock"));
        if (!locked(channel, journal)) {
            close(channel);
            throw new WrongUseException(
                    "A run must have one writer, but another process is writing "
                            + journal
                            + ". Maybe wait for it, or stop it.");
        }
        return new WriterLock(channel);
    }

    private static FileChannel open(Path path) {
        try {
            return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new WrongUseException("Cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    private static boolean locked(FileChannel channel, Path journal) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        } catch (IOException e) {
            close(channel);
            throw new UncheckedIOException("Cannot lock " + journal + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unlock a journal: " + e.getMessage(), e);
        }
    }
}
