package dev.merganser.recipes.file;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.WrongUseException;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder for output that is not whole yet: {@code .NAME.UUID} beside the place that the output is
 * to have, and beside it {@code .NAME.UUID.lock}, a file that is locked while its process works.
 * The lock ends with the process, so that what a killed one left can be told from what is still
 * being written: the next output of that name removes it. A process that is asked to end can {@link
 * #removeAll} before.
 */
public final class Unfinished implements AutoCloseable {

    private static final String LOCK = ".lock";
    private static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /**
     * By their locks. Closing a second channel of a locked file would give up the lock: never open
     * these.
     */
    private static final Map<Path, Unfinished> OURS = new ConcurrentHashMap<>();

    /** How often a folder is removed that threads may still put files into. */
    private static final int REMOVALS = 50;

    private final Path target;
    private final Path folder;
    private final Path lockFile;
    private @Nullable FileChannel lock;

    private Unfinished(Path target, Path folder, Path lockFile) {
        this.target = target;
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Removes what killed processes left of outputs of that name, and makes an empty folder.
     *
     * @param target where the output is to be; its folder must exist
     * @throws WrongUseException where nothing may be written there
     * @throws BadDataException where the disk refuses
     */
    public static Unfinished at(Path target) {
        Path place = real(target.toAbsolutePath().normalize());
        removeLeftovers(place);
        Path folder = place.resolveSibling("." + place.getFileName() + "." + UUID.randomUUID());
        Path lockFile = folder.resolveSibling(folder.getFileName() + LOCK);
        var unfinished = new Unfinished(place, folder, lockFile);
        OURS.put(lockFile, unfinished);
        try {
            unfinished.begin();
        } catch (IOException e) {
            unfinished.close();
            String message = "%s cannot be written: %s".formatted(target, DiskWords.of(folder, e));
            throw e instanceof AccessDeniedException || e instanceof NoSuchFileException
                    ? new WrongUseException(message, e)
                    : new BadDataException(message, e);
        }
        return unfinished;
    }

    private synchronized void begin() throws IOException {
        lock = locked(lockFile);
        Files.createDirectory(folder);
    }

    /**
     * Removes all outputs that this process has begun and not published: for a hook of a process
     * that ends while other threads still write. What is being published is published first.
     */
    public static void removeAll() {
        while (!OURS.isEmpty()) {
            OURS.values().forEach(Unfinished::close);
        }
    }

    /** The same place by one spelling only. */
    private static Path real(Path target) {
        try {
            return target.resolveSibling("").toRealPath().resolve(target.getFileName());
        } catch (IOException _) {
            return target;
        }
    }

    /** Where the output is written. */
    public Path folder() {
        return folder;
    }

    /** Writes the output. */
    @FunctionalInterface
    public interface Filling {
        void fill() throws IOException;
    }

    /** Lets an output be written; complaints about files here name the place they are to have. */
    public void fill(Filling filling) throws IOException {
        try {
            filling.fill();
        } catch (BadDataException e) {
            String message = String.valueOf(e.getMessage());
            String known = named(message);
            throw known.equals(message) ? e : new BadDataException(known, e);
        }
    }

    /** A message with the places of files here replaced by those that they are to have. */
    String named(String message) {
        String inside = folder + File.separator;
        return message.replace(inside + target.getFileName(), target.toString())
                .replace(inside, target + File.separator);
    }

    /**
     * Gives the whole folder the output's name.
     *
     * @throws FileAlreadyExistsException where something has that name by now
     */
    public synchronized void publish() throws IOException {
        move(folder, target);
    }

    /** Moves files of the folder beside it, the output last, unless one is there already. */
    public synchronized void publish(List<Path> files) throws IOException {
        for (Path file : files) {
            requireFree(target.resolveSibling(file.getFileName()));
        }
        for (Path file : files) {
            move(file, target.resolveSibling(file.getFileName()));
        }
    }

    private static void move(Path from, Path to) throws IOException {
        requireFree(to);
        Files.move(from, to);
    }

    private static void requireFree(Path place) throws FileAlreadyExistsException {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(place.toString());
        }
    }

    /** Removes what has not been published. */
    @Override
    public synchronized void close() {
        for (int i = 0; i < REMOVALS && Files.exists(folder, LinkOption.NOFOLLOW_LINKS); i++) {
            delete(folder);
        }
        delete(lockFile);
        closeQuietly(lock);
        OURS.remove(lockFile);
    }

    /** Null where the file system has no locks: then nobody will remove what we may leave. */
    private static @Nullable FileChannel locked(Path lockFile) {
        @Nullable FileChannel channel = null;
        try {
            channel =
                    FileChannel.open(
                            lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (IOException _) {
            // said by the first write, where it is more than the lock
        }
        closeQuietly(channel);
        delete(lockFile);
        return null;
    }

    private static void removeLeftovers(Path target) {
        Pattern name =
                Pattern.compile(
                        Pattern.quote("." + target.getFileName() + ".") + ID + Pattern.quote(LOCK));
        try (Stream<Path> files = Files.list(target.resolveSibling(""))) {
            files.filter(file -> name.matcher(String.valueOf(file.getFileName())).matches())
                    .filter(file -> !OURS.containsKey(file))
                    .forEach(Unfinished::removeIfLeft);
        } catch (IOException _) {
            // a folder that cannot be listed may still be written to
        }
    }

    private static void removeIfLeft(Path lockFile) {
        String name = String.valueOf(lockFile.getFileName());
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            if (channel.tryLock() != null) {
                delete(lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length())));
                delete(lockFile);
            }
        } catch (IOException _) {
            // another process removes it, or may as well
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException _) {
            // the lock ends with the process at the latest
        }
    }

    private static void delete(Path path) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> deepestFirst = new ArrayList<>(files.toList());
            deepestFirst.sort(Comparator.reverseOrder());
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException _) {
            // the failure that left it is being reported
        }
    }
}
