package dev.merganser.recipes.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a folder whose names fit patterns. */
public final class FolderFiles {

    private FolderFiles() {}

    /**
     * Finds files by globs on their names, such as {@code vocab*}; a pattern may begin with the
     * name of a folder within, as in {@code templates/*.jinja}. Links are followed, also where the
     * folder is one; no other folder is looked into.
     *
     * @return each file once, relative to the folder, in the order of the names
     */
    public static List<Path> matching(Path folder, List<String> patterns) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String pattern : patterns) {
            Path place = folder.resolve(pattern).resolveSibling("");
            if (Files.isDirectory(place)) {
                add(place, pattern.substring(pattern.lastIndexOf('/') + 1), files);
            }
        }
        return files.stream()
                .filter(Files::isRegularFile)
                .map(folder::relativize)
                .sorted()
                .distinct()
                .toList();
    }

    private static void add(Path place, String name, List<Path> files) throws IOException {
        try (var found = Files.newDirectoryStream(place, name)) {
            found.forEach(files::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
