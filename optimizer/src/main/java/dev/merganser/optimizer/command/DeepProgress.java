package dev.merganser.optimizer.command;

import dev.merganser.recipes.file.ByteCount;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Shows on a terminal how much of the weights a deep check has looked at. */
final class DeepProgress implements LongConsumer {

    private static final long STEP = 250_000_000;

    private final Console console;
    private final AtomicLong seen = new AtomicLong();

    DeepProgress(Console console) {
        this.console = console;
    }

    @Override
    public void accept(long bytes) {
        long now = seen.addAndGet(bytes);
        if (console.live() && now / STEP > (now - bytes) / STEP) {
            console.err().print("\r" + ByteCount.text(now) + " looked at\u001b[K\r");
            console.err().flush();
        }
    }
}
