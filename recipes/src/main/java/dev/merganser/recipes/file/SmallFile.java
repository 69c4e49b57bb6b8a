package dev.merganser.recipes.file;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are read whole, since they are small where they are what they should be. */
public final class SmallFile {

    /** 64 MiB, many times what a configuration takes. */
    public static final long LARGEST = 64L << 20;

    private SmallFile() {}

    /**
     * The text of a file of at most {@link #LARGEST} bytes.
     *
     * @throws BadDataException where it is larger, no UTF-8 or cannot be read
     */
    public static String text(Path file) {
        requireAtMost(file, LARGEST);
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new BadDataException(
                    "%s must be text in UTF-8, found other bytes.".formatted(file), e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Refuses a larger file.
     *
     * @param largest the most bytes that it may have
     * @throws BadDataException where it is larger, or not there
     */
    public static void requireAtMost(Path file, long largest) {
        try {
            long bytes = Files.size(file);
            if (bytes > largest) {
                throw new BadDataException(
                        "%s must have at most %d bytes, found %d.".formatted(file, largest, bytes));
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static BadDataException unreadable(Path file, IOException e) {
        return new BadDataException(
                "%s must be readable: %s".formatted(file, DiskWords.of(file, e)), e);
    }
}
