package dev.merganser.recipes.file;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Whole files as read-only memory. */
public final class MappedFile {

    private MappedFile() {}

    /**
     * Maps all of a file, whatever its size, until the arena closes.
     *
     * @throws BadDataException where the file cannot be read
     */
    public static MemorySegment map(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw new BadDataException(
                    "%s must be readable: %s".formatted(file, DiskWords.of(file, e)), e);
        }
    }
}
