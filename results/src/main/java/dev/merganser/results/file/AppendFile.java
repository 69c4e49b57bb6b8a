package dev.merganser.results.file;

import dev.merganser.recipes.file.WholeFile;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file that only grows, by whole appends. Any thread may append and force; forces of several
 * threads at once are joined into one.
 *
 * <p>Built on {@link RandomAccessFile}, since an interrupt of one thread would close a {@link
 * java.nio.channels.FileChannel} for all.
 */
public final class AppendFile implements AutoCloseable {
    private final Path path;
    private final RandomAccessFile file;
    private final ReentrantLock forcing = new ReentrantLock();
    private long end;
    private long forced;

    private AppendFile(Path path, RandomAccessFile file, long end) {
        this.path = path;
        this.file = file;
        this.end = end;
        this.forced = end;
    }

    /** Opens a file at its end; makes it, and its folder, if it is not there. */
    public static AppendFile open(Path path) {
        try {
            boolean fresh = !Files.exists(path);
            WholeFile.makeFolderOf(path);
            var file = new RandomAccessFile(new File(path.toString()), "rw");
            if (fresh) {
                WholeFile.forceFolderOf(path);
            }
            return new AppendFile(path, file, file.length());
        } catch (IOException e) {
            throw failure("open", path, e);
        }
    }

    /** Appends bytes; the answer is the offset of the first of them. */
    public synchronized long append(byte[] bytes) {
        try {
            long start = end;
            file.seek(start);
            file.write(bytes);
            end = start + bytes.length;
            return start;
        } catch (IOException e) {
            throw failure("write to", path, e);
        }
    }

    /** Returns when all that was appended before this call is on the disk. */
    public void force() {
        long needed = length();
        forcing.lock();
        try {
            if (forced < needed) {
                long reached = length();
                file.getFD().sync();
                forced = reached;
            }
        } catch (IOException e) {
            throw failure("force", path, e);
        } finally {
            forcing.unlock();
        }
    }

    public synchronized long length() {
        return end;
    }

    /** How many bytes are known to be on the disk. */
    public long forcedLength() {
        forcing.lock();
        try {
            return forced;
        } finally {
            forcing.unlock();
        }
    }

    /** Drops what lies behind {@code length} bytes, and forces. */
    public void truncate(long length) {
        forcing.lock();
        try {
            shorten(length);
            file.getFD().sync();
            forced = length;
        } catch (IOException e) {
            throw failure("truncate", path, e);
        } finally {
            forcing.unlock();
        }
    }

    private synchronized void shorten(long length) throws IOException {
        file.setLength(length);
        end = length;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failure("close", path, e);
        }
    }

    private static UncheckedIOException failure(String verb, Path path, IOException e) {
        return new UncheckedIOException("Cannot " + verb + " " + path + ": " + e.getMessage(), e);
    }
}
