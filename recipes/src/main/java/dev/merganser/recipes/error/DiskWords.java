package dev.merganser.recipes.error;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Why a disk refused, in words for people: {@code permission denied}. */
public final class DiskWords {

    private DiskWords() {}

    /**
     * The reason without names of classes, and the file where it is another one.
     *
     * @param named the file that the message names already
     */
    public static String of(Path named, IOException e) {
        String reason =
                switch (e) {
                    case AccessDeniedException _ -> "permission denied";
                    case NoSuchFileException _ -> "there is no such file or folder";
                    case FileSystemLoopException _ -> "links lead in a circle";
                    case FileSystemException file when file.getReason() != null -> file.getReason();
                    case FileSystemException _ -> "the disk refuses";
                    case CharacterCodingException _ -> "found other bytes";
                    default -> e.getMessage() == null ? "the disk refuses" : e.getMessage();
                };
        return e instanceof FileSystemException file && isOther(file.getFile(), named)
                ? reason + " (" + file.getFile() + ")"
                : reason;
    }

    private static boolean isOther(String file, Path named) {
        return file != null && !Path.of(file).toAbsolutePath().equals(named.toAbsolutePath());
    }
}
