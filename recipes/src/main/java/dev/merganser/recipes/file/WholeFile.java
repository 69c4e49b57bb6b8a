package dev.merganser.recipes.file;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.WrongUseException;

import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Files that appear whole or not at all: written beside their place under another name, forced to
 * the disk where asked, then moved in one step over what was there. A reader sees the old or the
 * new content, never a part.
 */
public final class WholeFile {

    private WholeFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {

        /** Writes everything through a channel that can also be read and mapped. */
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Writes a file. Where anything fails, what was there before stays and nothing else remains.
     *
     * @param force whether the bytes must survive a power failure once this returns
     * @throws WrongUseException where the folder of {@code out} does not exist, or {@code out} is
     *     one
     * @throws BadDataException where the disk refuses
     */
    public static void write(Path out, boolean force, Content content) {
        requireFolder(out);
        replace(out, force, unfinished -> fill(unfinished, force, content));
    }

    /** Writes a text in UTF-8, as the other {@code write} writes bytes. */
    public static void write(Path out, String text) {
        write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes bytes and forces them to the disk; makes the folder if needed. An interrupt does no
     * harm.
     *
     * @throws BadDataException where the disk refuses
     */
    public static void write(Path out, byte[] bytes) {
        try {
            makeFolderOf(out);
        } catch (IOException e) {
            throw refused(out, e);
        }
        replace(out, true, unfinished -> fill(unfinished, bytes));
    }

    /** Makes the folder that a file is to lie in, unless it is there. */
    public static void makeFolderOf(Path file) throws IOException {
        Files.createDirectories(folderOf(file));
    }

    /** Makes a new or renamed file durable; not every system lets a folder be opened. */
    public static void forceFolderOf(Path file) {
        try (FileChannel channel = FileChannel.open(folderOf(file), StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            // Windows refuses to open folders; the file itself is on the disk
        }
    }

    /** Fills the unfinished file. */
    @FunctionalInterface
    private interface Filling {
        void fill(Path unfinished) throws IOException;
    }

    private static void replace(Path out, boolean force, Filling filling) {
        Path unfinished = folderOf(out).resolve("." + out.getFileName() + "." + UUID.randomUUID());
        try {
            filling.fill(unfinished);
            Files.move(unfinished, out, StandardCopyOption.ATOMIC_MOVE);
            if (force) {
                forceFolderOf(out);
            }
        } catch (IOException e) {
            throw refused(out, e);
        } finally {
            deleteLeftover(unfinished);
        }
    }

    private static BadDataException refused(Path out, IOException e) {
        return new BadDataException(
                "%s cannot be written: %s".formatted(out, DiskWords.of(out, e)), e);
    }

    /** Fills the bytes of a file. */
    @FunctionalInterface
    public interface MappedContent {

        /** Fills {@code bytes}, all of the file, zero at first, to be used in this call only. */
        void fill(MemorySegment bytes);
    }

    /**
     * Writes a file of a known size through a mapping, so that many threads may fill it and nothing
     * of it needs to be on the heap; otherwise as {@link #write}.
     */
    public static void writeMapped(Path out, long size, boolean force, MappedContent content) {
        write(out, force, channel -> map(out, channel, size, content));
    }

    /**
     * Writes a file of a known size: as {@link #write}, but looks for room on the disk first and
     * gives the file its size, which makes writing it from several threads cheap. What is not
     * written is zero.
     */
    public static void writeSized(Path out, long size, boolean force, Content content) {
        write(
                out,
                force,
                channel -> {
                    checkSpace(out, size);
                    if (size > 0) {
                        channel.write(ByteBuffer.allocate(1), size - 1);
                    }
                    content.writeTo(channel);
                });
    }

    private static void map(Path out, FileChannel channel, long size, MappedContent content)
            throws IOException {
        checkSpace(out, size);
        try (Arena arena = Arena.ofShared()) {
            content.fill(channel.map(MapMode.READ_WRITE, 0, size, arena));
        } catch (InternalError e) {
            // what the JVM makes of a page of the mapping that the disk has no room for
            throw new BadDataException(
                    "%s cannot be written: a page of it has no place. Maybe the disk is full."
                            .formatted(out),
                    e);
        }
    }

    private static void checkSpace(Path out, long needed) throws IOException {
        long free = Files.getFileStore(folderOf(out)).getUsableSpace();
        if (!(free >= needed)) {
            throw new BadDataException(
                    "%s needs %d bytes, but its disk has %d free".formatted(out, needed, free));
        }
    }

    private static void requireFolder(Path out) {
        if (!Files.isDirectory(folderOf(out))) {
            throw new WrongUseException("The folder of %s must exist".formatted(out));
        }
        if (Files.isDirectory(out)) {
            throw new WrongUseException("%s must be a file, but is a folder".formatted(out));
        }
    }

    private static Path folderOf(Path file) {
        return file.toAbsolutePath().resolve("..").normalize();
    }

    private static void fill(Path file, boolean force, Content content) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            content.writeTo(channel);
            if (force) {
                channel.force(true);
            }
        }
    }

    /** A stream and no channel, which an interrupt of the thread would close. */
    private static void fill(Path file, byte[] bytes) throws IOException {
        try (var out = new FileOutputStream(file.toFile())) {
            out.write(bytes);
            out.getFD().sync();
        }
    }

    private static void deleteLeftover(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException _) {
            // the failure that left it is being reported
        }
    }
}
