package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.results.value.CandidateId;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Scores candidates on as many threads as there are runners. Submitting and awaiting is for one
 * thread.
 */
public final class ScoringPool implements AutoCloseable {

    private final RecipeScorer scorer;
    private final int threads;
    private final ExecutorService executor;
    private final BlockingQueue<Completion> completions = new LinkedBlockingQueue<>();
    private int inFlight;

    /** A candidate and what came of it. */
    record Completion(CandidateId candidate, Evaluation evaluation) {}

    ScoringPool(RecipeScorer scorer, int threads) {
        this.scorer = scorer;
        this.threads = threads;
        this.executor =
                Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().daemon().name("scorer-", 1).factory());
    }

    /** Whether a thread would otherwise fall idle: one candidate a thread, and one waiting. */
    boolean hasRoom() {
        return inFlight <= threads;
    }

    /** Whether candidates are under way. */
    boolean busy() {
        return inFlight > 0;
    }

    void submit(CandidateId id, Recipe recipe, Split split) {
        inFlight++;
        executor.execute(() -> completions.add(new Completion(id, score(recipe, split))));
    }

    /**
     * Scores recipes that have no number, such as those of a scan; in the order given.
     *
     * @return empty where the signal stopped it
     */
    public Optional<List<Evaluation>> scoreAll(
            List<Recipe> recipes, Split split, StopSignal signal) {
        List<Future<Evaluation>> futures =
                recipes.stream()
                        .map(recipe -> executor.submit(() -> score(recipe, split, signal)))
                        .toList();
        List<Evaluation> evaluations = futures.stream().map(ScoringPool::outcome).toList();
        return signal.interrupted() ? Optional.empty() : Optional.of(evaluations);
    }

    private Evaluation score(Recipe recipe, Split split, StopSignal signal) {
        return signal.interrupted()
                ? new Evaluation.Failed("the search was stopped", 0)
                : score(recipe, split);
    }

    private static Evaluation outcome(Future<Evaluation> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a scan", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Scoring ended with an error", e.getCause());
        }
    }

    /** One bad candidate must not end a night's search, whatever it met. */
    private Evaluation score(Recipe recipe, Split split) {
        long start = System.nanoTime();
        try {
            return scorer.score(recipe, split);
        } catch (CancellationException _) {
            return new Evaluation.Abandoned((System.nanoTime() - start) / 1_000_000);
        } catch (RuntimeException | OutOfMemoryError e) {
            return new Evaluation.Failed(
                    "scoring broke off: " + e, (System.nanoTime() - start) / 1_000_000);
        }
    }

    /** Waits for at least one completion and returns all there are. */
    List<Completion> await() {
        List<Completion> ready = new ArrayList<>();
        try {
            ready.add(completions.take());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a candidate", e);
        }
        completions.drainTo(ready);
        inFlight -= ready.size();
        return ready;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
