package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.LossProgress;
import dev.merganser.optimizer.run.SearchListener;
import dev.merganser.optimizer.run.SearchProgress;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Shows how far a search has come: a line drawn over on a terminal, a plain line every ten seconds
 * elsewhere.
 */
final class ProgressPrinter implements SearchListener {

    private static final long LIVE_NANOS = 200_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;
    private static final int BAR = 20;
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";
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
        lastNanos = System.nanoTime() - (console.live() ? LIVE_NANOS : 0);
        console.err().println(what + " …");
    }

    @Override
    public void note(String message) {
        erase();
        console.err().println(message);
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
            console.err().print(ERASE_LINE + NO_WRAP + line + WRAP);
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

    /** The most telling first: a terminal cuts the line at its edge. */
    private String line(SearchProgress progress) {
        List<String> parts = new ArrayList<>();
        double done = progress.evaluations() / (double) progress.budget();
        if (console.live()) {
            parts.add(bar(done));
        }
        parts.add(progress.evaluations() + "/" + progress.budget());
        progress.secondsLeft()
                .ifPresent(seconds -> parts.add(DurationWords.of(Math.ceil(seconds)) + " left"));
        progress.losses().ifPresent(losses -> addLosses(losses, parts));
        if (progress.items() > 0) {
            parts.add(text("%,.0f items/s", progress.items() / progress.seconds()));
        }
        if (progress.frontSize() > 0) {
            parts.add(text("hypervolume %.4f", progress.hypervolume()));
            parts.add("front of " + progress.frontSize());
            progress.best().forEach((name, value) -> parts.add(best(name, value)));
        }
        return String.join("  ", parts);
    }

    private static void addLosses(LossProgress losses, List<String> parts) {
        parts.add(losses.draws() + (losses.draws() == 1 ? " loss" : " losses"));
        losses.heldOut()
                .ifPresent(
                        newest ->
                                parts.add(
                                        "held-out loss %s, best %s"
                                                .formatted(
                                                        Digits.of(newest),
                                                        Digits.of(
                                                                losses.lowest().orElse(newest)))));
    }

    private static String best(String name, double value) {
        return "best " + name + " " + Digits.of(value);
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static String bar(double done) {
        int full = (int) Math.round(Math.clamp(done, 0, 1) * BAR);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }
}
