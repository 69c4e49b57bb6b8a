package dev.merganser.optimizer.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the command line inside the test, with what it prints as strings.
 *
 * @param code the exit code
 * @param out what went to standard output
 * @param err what went to standard error
 */
record Program(int code, String out, String err) {

    /** Runs a command; paths and numbers are taken as their text. */
    static Program run(Object... arguments) {
        return run(false, arguments);
    }

    /** Runs a command as on a terminal. */
    static Program runOnTerminal(Object... arguments) {
        return run(true, arguments);
    }

    private static Program run(boolean live, Object... arguments) {
        Bundled.announce();
        var out = new StringWriter();
        var err = new StringWriter();
        var console = new Console(new PrintWriter(out), new PrintWriter(err), live);
        String[] words = Stream.of(arguments).map(String::valueOf).toArray(String[]::new);
        return new Program(CommandLineRunner.run(console, words), out.toString(), err.toString());
    }

    /** The complaint of a refused command, which must be one line without a trace of code. */
    String complaint() {
        List<String> lines = err.lines().filter(line -> line.startsWith("merganser: ")).toList();
        if (lines.size() != 1 || err.contains("\tat ") || err.contains("Exception")) {
            throw new AssertionError("There must be one complaint, found:\n" + err + out);
        }
        return lines.getFirst().substring("merganser: ".length());
    }

    /** The complaint with a folder's path left out, so that it can be compared. */
    String complaintWithout(Path folder) {
        return complaint().replace(folder + "/", "");
    }
}
