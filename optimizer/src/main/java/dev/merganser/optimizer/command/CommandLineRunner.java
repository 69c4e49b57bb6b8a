package dev.merganser.optimizer.command;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

import java.io.UncheckedIOException;

/**
 * Runs a command line. Exit codes: 0 done, 1 for data and failed runs, 2 for what the command line,
 * YAML and paths show. Every complaint is one line; a stack trace only with {@code --debug}.
 */
public final class CommandLineRunner {

    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;
    private static final String DEBUG = "--debug";

    private CommandLineRunner() {}

    /** Runs and returns the exit code. */
    public static int run(Console console, String... arguments) {
        CommandLine line = RootCommand.line(console, arguments);
        line.setOut(console.out());
        line.setErr(console.err());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExpandAtFiles(false);
        WholeNumberConverters.register(line);
        line.setParameterExceptionHandler((e, _) -> complain(console, e));
        line.setExecutionExceptionHandler(
                (e, _, parsed) -> complain(console, e, parsed.originalArgs().contains(DEBUG)));
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError e) {
            return complain(console, e);
        }
    }

    private static int complain(Console console, ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        console.err()
                .printf("merganser: %s Try '%s --help'.%n", sentence(UsageWords.of(e)), command);
        return WRONG_USE;
    }

    private static int complain(Console console, OutOfMemoryError e) {
        console.err()
                .printf(
                        "merganser: The heap must hold what the command works with, but it is full (%s). Maybe MERGANSER_JAVA_OPTS=-Xmx4g gives it more.%n",
                        oneLine(String.valueOf(e.getMessage())));
        return FAILED;
    }

    private static int complain(Console console, Exception e, boolean debug) {
        if (debug) {
            e.printStackTrace(console.err());
        }
        console.err().println("merganser: " + message(e));
        return e instanceof WrongUseException ? WRONG_USE : FAILED;
    }

    private static String message(Exception e) {
        String text =
                e.getMessage() == null ? e.getClass().getSimpleName() : oneLine(e.getMessage());
        return switch (e) {
            case WrongUseException _, BadDataException _, UncheckedIOException _ -> text;
            default ->
                    "internal error (%s): %s. Please report it; '%s' shows where it happened."
                            .formatted(e.getClass().getSimpleName(), text, DEBUG);
        };
    }

    private static String sentence(String message) {
        String line = oneLine(message);
        return line.endsWith(".") || line.endsWith("?") ? line : line + ".";
    }

    private static String oneLine(String message) {
        return message.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
    }
}
