package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.SearchListener;
import dev.merganser.optimizer.run.SearchProgress;

import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Shows how far a search has come: a line drawn over on a terminal, a plain line every ten seconds
 * elsewhere.
 */
final class ProgressPrinter implements SearchListener {

    private static final long LIVE_NANOS = 200_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;
    private static final int BAR = 20;
    private static final String ERASE_LINE = "\r\u001b[2K";

    private final Console console;
    private long lastNanos;
    private boolean drawn;

    ProgressPrinter(Console console) {
        this.console = console;
        this.lastNanos = System.nanoTime();
    }

    @Override
    public void phase(String what) {
        erase();
        console.err().println(what + " …");
    }

    @Override
    public void warning(String message) {
        erase();
        console.err().println("warning: " + message);
    }

    @Override
    public void progress(SearchProgress progress) {
        long now = System.nanoTime();
        if (now - lastNanos >= (console.live() ? LIVE_NANOS : PLAIN_NANOS)) {
            lastNanos = now;
            draw(line(progress));
        }
    }

    /** Leaves the terminal clean. */
    void finish() {
        erase();
    }

    private void draw(String line) {
        if (console.live()) {
            console.err().print(ERASE_LINE + line);
            console.err().flush();
            drawn = true;
        } else {
            console.err().println(line);
        }
    }

    private void erase() {
        if (drawn) {
            console.err().print(ERASE_LINE);
            console.err().flush();
            drawn = false;
        }
    }

    private static String line(SearchProgress progress) {
        double done = progress.evaluations() / (double) progress.budget();
        double left = done > 0 ? progress.seconds() * (1 - done) / done : 0;
        String best =
                progress.best().entrySet().stream()
                        .map(e -> String.format(Locale.ROOT, "%s %.4g", e.getKey(), e.getValue()))
                        .collect(Collectors.joining("  "));
        return String.format(
                Locale.ROOT,
                "%s %d/%d  %.0f items/s  hypervolume %.4f  front %d  best: %s  left %s",
                bar(done),
                progress.evaluations(),
                progress.budget(),
                progress.seconds() > 0 ? progress.items() / progress.seconds() : 0,
                progress.hypervolume(),
                progress.frontSize(),
                best,
                DurationWords.of(left));
    }

    private static String bar(double done) {
        int full = (int) Math.round(Math.clamp(done, 0, 1) * BAR);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }
}
