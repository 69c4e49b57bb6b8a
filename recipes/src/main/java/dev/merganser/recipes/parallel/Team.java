package dev.merganser.recipes.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A calling thread and its helpers, for the length of one call. Helpers turn to the oldest loop
 * that has tasks left: to a loop over tensors first, and when that has run out, to the loops over
 * parts of the tensors that others still work on. So no core waits for the last large tensor.
 */
public final class Team implements Workers {
    private final List<Loop> loops = new ArrayList<>();
    private boolean over;

    private Team() {}

    /**
     * Does {@code work} on the calling thread and {@code threads} − 1 helpers, who are gone when it
     * returns.
     */
    public static void run(int threads, Consumer<Workers> work) {
        if (threads <= 1) {
            work.accept(Workers.CALLER);
            return;
        }
        Team team = new Team();
        List<Thread> helpers = new ArrayList<>();
        try {
            for (int i = 1; i < threads; i++) {
                helpers.add(Thread.ofPlatform().daemon().name("merge-" + i).start(team::help));
            }
            work.accept(team);
        } finally {
            team.dismiss();
            helpers.forEach(Team::joinUninterruptibly);
        }
    }

    @Override
    public void forEach(int count, IntConsumer task) {
        if (count <= 1) {
            Workers.CALLER.forEach(count, task);
            return;
        }
        Loop loop = new Loop(count, task);
        open(loop);
        loop.work();
        close(loop);
        loop.awaitEnd();
    }

    private synchronized void open(Loop loop) {
        loops.add(loop);
        notifyAll();
    }

    private synchronized void close(Loop loop) {
        loops.remove(loop);
    }

    private synchronized void dismiss() {
        over = true;
        notifyAll();
    }

    private void help() {
        for (Loop loop = next(); loop != Loop.NONE; loop = next()) {
            loop.work();
        }
    }

    /** The oldest loop with tasks left; {@code NONE} when all is over. Waits for one. */
    private synchronized Loop next() {
        while (!over) {
            for (Loop loop : loops) {
                if (loop.hasTasks()) {
                    return loop;
                }
            }
            try {
                wait();
            } catch (InterruptedException _) {
                over = true; // nobody interrupts a helper but to stop it; the caller does the rest
            }
        }
        return Loop.NONE;
    }

    private static void joinUninterruptibly(Thread helper) {
        boolean interrupted = false;
        while (helper.isAlive()) {
            try {
                helper.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
