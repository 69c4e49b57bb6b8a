package dev.merganser.optimizer.command;

import dev.merganser.recipes.error.WrongUseException;

/** What {@code --threads} of a merge may be. */
final class ThreadCount {

    private static final int MOST = 1024;

    private ThreadCount() {}

    /** Refuses what no machine is helped by, before it runs out of threads. */
    static void require(int threads) {
        if (threads < 1 || threads > MOST) {
            String bound = threads < 1 ? "at least 1" : "at most " + MOST;
            throw new WrongUseException(
                    "--threads must be %s, found %d.".formatted(bound, threads));
        }
    }
}
