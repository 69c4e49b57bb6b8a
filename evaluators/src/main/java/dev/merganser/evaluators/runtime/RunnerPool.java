package dev.merganser.evaluators.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A fixed number of runners that threads borrow. Owns them until closed.
 *
 * @param <R> what they are
 */
public final class RunnerPool<R extends ModelRunner> implements AutoCloseable {

    private final List<R> all = new ArrayList<>();
    private final ConcurrentLinkedDeque<R> free = new ConcurrentLinkedDeque<>();
    private final Semaphore permits;
    private boolean closed;

    private RunnerPool(int size) {
        permits = new Semaphore(size, true);
    }

    /** Makes all runners, or none where one fails. */
    public static <R extends ModelRunner> RunnerPool<R> of(int size, Supplier<R> runners) {
        var pool = new RunnerPool<R>(size);
        try {
            for (int i = 0; i < size; i++) {
                pool.all.add(runners.get());
            }
            pool.free.addAll(pool.all);
            return pool;
        } catch (RuntimeException e) {
            pool.all.forEach(ModelRunner::close);
            throw e;
        }
    }

    public int size() {
        return all.size();
    }

    /** Works with a runner; waits while all are borrowed. */
    public <T> T with(Function<? super R, T> work) {
        permits.acquireUninterruptibly();
        try {
            R runner = free.poll();
            if (runner == null) {
                throw new IllegalStateException("The runners are closed");
            }
            try {
                return work.apply(runner);
            } finally {
                free.push(runner);
            }
        } finally {
            permits.release();
        }
    }

    /** Waits for borrowed runners, then closes all. */
    @Override
    public void close() {
        permits.acquireUninterruptibly(all.size());
        if (!closed) {
            closed = true;
            free.clear();
            all.forEach(ModelRunner::close);
        }
        permits.release(all.size());
    }
}
