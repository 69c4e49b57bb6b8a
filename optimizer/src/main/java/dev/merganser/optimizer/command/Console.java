package dev.merganser.optimizer.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where commands write: results to {@code out}, progress and complaints to {@code err}, both UTF-8.
 *
 * @param live whether {@code err} is a terminal on which a line may be drawn over
 */
public record Console(PrintWriter out, PrintWriter err, boolean live) {

    /** The process's own streams. */
    public static Console system() {
        return new Console(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                Boolean.getBoolean("merganser.terminal"));
    }
}
