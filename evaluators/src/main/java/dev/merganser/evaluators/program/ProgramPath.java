package dev.merganser.evaluators.program;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a program lies. */
final class ProgramPath {

    private ProgramPath() {}

    /**
     * The file of a program: a name is looked for in the folders of {@code PATH}, a path in a
     * folder.
     */
    static Optional<Path> find(String word, Path folder) {
        try {
            return word.contains("/") || word.contains(File.separator)
                    ? Optional.of(folder.resolve(word).toAbsolutePath().normalize())
                            .filter(ProgramPath::isProgram)
                    : inPath(word);
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static Optional<Path> inPath(String name) {
        String folders = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Arrays.stream(folders.split(Pattern.quote(File.pathSeparator)))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).resolve(name))
                .filter(ProgramPath::isProgram)
                .findFirst();
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
