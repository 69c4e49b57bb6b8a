package dev.merganser.optimizer.command;

import dev.merganser.optimizer.Merganser;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The program as a process of its own, which tests kill. Prints into files.
 *
 * @param out what goes to standard output and standard error, together
 */
record RealProgram(Process process, Path out) {

    private static final long LONGEST_SECONDS = 240;

    static RealProgram start(Path out, Object... arguments) {
        return startIn(Path.of(""), out, arguments);
    }

    /** Starts the program in a working directory. */
    static RealProgram startIn(Path folder, Path out, Object... arguments) {
        return start(System.getProperty("java.class.path"), folder, out, arguments);
    }

    /** Starts the program in a working directory, with more classes. */
    static RealProgram startWith(Path classes, Path folder, Path out, Object... arguments) {
        String path = System.getProperty("java.class.path");
        return start(path + File.pathSeparator + classes, folder, out, arguments);
    }

    private static RealProgram start(String classPath, Path folder, Path out, Object... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Xmx512m",
                                "-XX:TieredStopAtLevel=1",
                                "-Dmerganser.home=" + Bundled.HOME,
                                "-Dmerganser.cache=" + System.getProperty("merganser.cache"),
                                "-cp",
                                classPath,
                                Merganser.class.getName()));
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toAbsolutePath().toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start();
            return new RealProgram(process, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a journal has so many lines, or the program has ended. */
    RealProgram awaitLines(Path journal, long lines) {
        long start = System.nanoTime();
        while (isRunning() && lines(journal) < lines) {
            requireInTime(start);
        }
        return this;
    }

    private boolean isRunning() {
        try {
            return !process.waitFor(2, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void requireInTime(long start) {
        if (System.nanoTime() - start > LONGEST_SECONDS * 1_000_000_000L) {
            process.destroyForcibly();
            throw new AssertionError("The program got stuck:\n" + text());
        }
    }

    /** Line feeds of a file; 0 where there is none. */
    static long lines(Path file) {
        try {
            if (!Files.exists(file)) {
                return 0;
            }
            long lines = 0;
            for (byte b : Files.readAllBytes(file)) {
                lines += b == '\n' ? 1 : 0;
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL, then waits for the end. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGINT, as Ctrl-C sends it. */
    RealProgram interrupt() {
        return signal("INT");
    }

    /** Sends a signal of that name. */
    RealProgram signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int exitCode() {
        long start = System.nanoTime();
        while (isRunning()) {
            requireInTime(start);
        }
        return process.exitValue();
    }

    String text() {
        try {
            return Files.readString(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
