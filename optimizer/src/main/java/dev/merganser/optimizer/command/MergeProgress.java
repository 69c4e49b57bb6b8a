package dev.merganser.optimizer.command;

import dev.merganser.recipes.file.ByteCount;
import dev.merganser.recipes.output.MergeOutput;

/** Shows on a terminal how far a merge has come, once it has taken a few seconds. */
final class MergeProgress implements MergeOutput.Progress {

    private static final long QUIET_NANOS = 3_000_000_000L;
    private static final long LIVE_NANOS = 200_000_000L;
    private static final String ERASE_LINE = "\r\u001b[2K";

    private final Console console;
    private long startNanos = System.nanoTime();
    private long drawnNanos;
    private boolean drawn;

    MergeProgress(Console console) {
        this.console = console;
    }

    @Override
    public synchronized void merged(long bytes, long total) {
        long now = System.nanoTime();
        if (console.live() && now - startNanos >= QUIET_NANOS && now - drawnNanos >= LIVE_NANOS) {
            drawnNanos = now;
            drawn = true;
            console.err().print(ERASE_LINE + line(bytes, total, (now - startNanos) / 1e9));
            console.err().flush();
        }
    }

    static String line(long bytes, long total, double seconds) {
        double left = seconds / bytes * (total - bytes);
        return "%d %%  %s of %s  %s left"
                .formatted(
                        100 * bytes / Math.max(1, total),
                        ByteCount.text(bytes),
                        ByteCount.text(total),
                        DurationWords.of(Math.ceil(left)));
    }

    /** Leaves the terminal clean, and begins anew for the next merge of a file. */
    synchronized void finish() {
        if (drawn) {
            console.err().print(ERASE_LINE);
            console.err().flush();
            drawn = false;
        }
        startNanos = System.nanoTime();
    }
}
