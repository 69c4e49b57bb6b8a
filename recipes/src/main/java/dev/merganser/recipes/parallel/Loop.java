package dev.merganser.recipes.parallel;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Numbered tasks, each claimed by one thread. */
final class Loop {
    static final Loop NONE = new Loop(0, _ -> {});

    private final int count;
    private final IntConsumer task;
    private final AtomicInteger next = new AtomicInteger();
    private int done;
    private @Nullable Throwable failure;

    Loop(int count, IntConsumer task) {
        this.count = count;
        this.task = task;
    }

    boolean hasTasks() {
        return next.get() < count;
    }

    /** Runs tasks until none is left. */
    void work() {
        int ran = 0;
        @Nullable Throwable failed = null;
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            ran++;
            try {
                task.accept(i);
            } catch (RuntimeException | Error e) {
                failed = e;
                ran += skipRest();
            }
        }
        finish(ran, failed);
    }

    /** Claims what no thread has claimed; the answer is how many. */
    private int skipRest() {
        return Math.max(0, count - next.getAndSet(count));
    }

    private synchronized void finish(int ran, @Nullable Throwable failed) {
        done += ran;
        if (failure == null) {
            failure = failed;
        }
        notifyAll();
    }

    /**
     * Waits until no task runs any more and throws the first failure on; one {@link
     * CancellationException} where the thread was interrupted, which keeps tasks from starting.
     */
    synchronized void awaitEnd() {
        boolean interrupted = false;
        while (done < count) {
            try {
                wait();
            } catch (InterruptedException _) {
                interrupted = true;
                done += skipRest();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        throwFailure(interrupted);
    }

    private synchronized void throwFailure(boolean interrupted) {
        switch (failure) {
            case Error error -> throw error;
            case RuntimeException exception -> throw exception;
            case null, default -> {
                if (interrupted) {
                    throw new CancellationException("Interrupted while others were still at work");
                }
            }
        }
    }
}
