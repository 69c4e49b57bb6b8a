package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The files that a page of the documentation shows, each named by its first line. */
final class Guide {

    private static final Pattern NAMED_FILE =
            Pattern.compile("(?ms)^```(?:java|yaml|text)\\n(?://|#) (\\S+)\\n(.*?)^```");

    private Guide() {}

    /** Writes the files of a page into a folder that the bundled examples are linked into. */
    static List<Path> write(String page, Path folder) throws IOException {
        String guide = Files.readString(Bundled.HOME.resolve("docs").resolve(page));
        List<Path> files = new ArrayList<>();
        for (MatchResult file : NAMED_FILE.matcher(guide).results().toList()) {
            Path path = folder.resolve(file.group(1));
            Files.createDirectories(path.getParent());
            files.add(Files.writeString(path, file.group(2)));
        }
        Files.createSymbolicLink(folder.resolve("examples"), Bundled.HOME.resolve("examples"));
        return files;
    }

    /** Compiles sources to where they stand, without a warning. */
    static void compile(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var complaints = new StringWriter();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            List<String> options =
                    List.of(
                            "-Xlint:all",
                            "-Xlint:-processing",
                            "-Werror",
                            "-proc:none",
                            "-cp",
                            System.getProperty("java.class.path"));
            boolean compiled =
                    compiler.getTask(
                                    complaints,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources))
                            .call();
            assertThat(compiled).as(complaints.toString()).isTrue();
        }
    }
}
