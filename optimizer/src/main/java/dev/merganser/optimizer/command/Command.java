package dev.merganser.optimizer.command;

import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** What all commands have in common: where they print, and the options that each understands. */
abstract class Command implements Callable<Integer> {

    final Console console;

    @SuppressWarnings("UnusedVariable") // picocli reads it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @SuppressWarnings("UnusedVariable") // the runner looks for the option itself
    @Option(names = "--debug", hidden = true, description = "Show where an error happened.")
    private boolean debug;

    Command(Console console) {
        this.console = console;
    }
}
