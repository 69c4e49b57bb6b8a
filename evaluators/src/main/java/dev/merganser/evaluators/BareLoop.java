package dev.merganser.evaluators;

import dev.merganser.evaluators.runtime.ModelRunner;
import dev.merganser.evaluators.task.Split;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The yardstick of throughput: as many runners as a scorer has feed the batches of the search split
 * to its sessions with one fixed set of weights, and do nothing else: no merging, no heads, no
 * metrics.
 */
public final class BareLoop {

    private BareLoop() {}

    /**
     * Runs for about this long after one pass apart, and finishes passes; returns items per second.
     */
    public static double measure(Scorer scorer, double seconds) {
        int threads = scorer.runnerCount();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<Double>> loops = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                loops.add(() -> scorer.runners().with(runner -> rate(scorer, runner, seconds)));
            }
            double total = 0;
            for (Future<Double> loop : pool.invokeAll(loops)) {
                total += loop.get();
            }
            return total;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The bare loop was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The bare loop failed", e);
        }
    }

    private static double rate(Scorer scorer, ModelRunner runner, double seconds) {
        scorer.runAll(runner, Split.SEARCH); // warm: batches packed, code compiled
        long start = System.nanoTime();
        long items = 0;
        double passed = 0;
        while (passed < seconds) {
            items += scorer.runAll(runner, Split.SEARCH);
            passed = (System.nanoTime() - start) / 1e9;
        }
        return items / passed;
    }
}
