package dev.merganser.recipes;

import dev.merganser.recipes.error.BadDataException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Folders that appear whole or not at all: filled under another name beside their place. */
final class WholeFolder {

    private WholeFolder() {}

    /** Fills a folder. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path folder) throws IOException;
    }

    /** Writes a folder that does not exist yet, into one that does. */
    static void write(Path out, Content content) {
        Path target = out.toAbsolutePath().normalize();
        Path unfinished =
                target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
        try {
            Files.createDirectory(unfinished);
            content.writeTo(unfinished);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BadDataException("%s cannot be written: %s".formatted(out, e), e);
        } finally {
            delete(unfinished);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException _) {
            // the failure that left it is being reported
        }
    }
}
