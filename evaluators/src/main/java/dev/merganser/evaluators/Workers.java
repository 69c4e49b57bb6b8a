package dev.merganser.evaluators;

import dev.merganser.evaluators.gradient.CoefficientWeights;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Some threads for work on lists, results in the order of the list. Owns them until closed. */
final class Workers implements CoefficientWeights.BulkWork, AutoCloseable {

    private final ExecutorService threads;

    Workers(int count) {
        threads =
                Executors.newFixedThreadPool(
                        count, Thread.ofPlatform().daemon().name("merganser-loss-", 1).factory());
    }

    /** Does all work, also where some fails; then throws what failed first in the order. */
    <T, R> List<R> map(List<T> things, Function<T, R> work) {
        List<Future<R>> open = new ArrayList<>();
        things.forEach(thing -> open.add(threads.submit(() -> work.apply(thing))));
        List<R> results = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        boolean interrupted = false;
        for (Future<R> each : open) {
            boolean done = false;
            while (!done) {
                try {
                    results.add(each.get());
                    done = true;
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    failures.add(e.getCause());
                    done = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        failures.stream().findFirst().ifPresent(Workers::rethrow);
        return results;
    }

    private static void rethrow(Throwable failure) {
        switch (failure) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    @Override
    public void forEach(List<String> things, Consumer<String> work) {
        var _ =
                map(
                        things,
                        thing -> {
                            work.accept(thing);
                            return thing;
                        });
    }

    @Override
    public void close() {
        threads.close();
    }
}
