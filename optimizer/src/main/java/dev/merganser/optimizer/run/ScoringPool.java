package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.results.value.CandidateId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Scores candidates on as many threads as there are runners: one by one, or in groups where the
 * scorer takes some. A thread that falls idle gets its share of all that are waiting or under way.
 * Submitting and awaiting is for one thread.
 */
public final class ScoringPool implements AutoCloseable {

    private static final int NANOS_PER_MILLI = 1_000_000;

    private final RecipeScorer scorer;
    private final int threads;
    private final GroupSize groupSize;
    private final ExecutorService executor;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final BlockingQueue<Completion> completions = new LinkedBlockingQueue<>();
    private int inFlight;
    private int unreleased;

    /** A candidate and what came of it. */
    record Completion(CandidateId candidate, Evaluation evaluation) {}

    private record Waiting(CandidateId id, Recipe recipe, Split split) {}

    ScoringPool(RecipeScorer scorer, int threads) {
        this.scorer = scorer;
        this.threads = threads;
        this.groupSize = new GroupSize(scorer.largestGroup(), threads);
        this.executor =
                Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().daemon().name("scorer-", 1).factory());
    }

    /**
     * Whether a thread would otherwise fall idle: one candidate or group a thread, and one
     * candidate waiting.
     */
    boolean hasRoom() {
        return inFlight <= threads * groupSize.largest();
    }

    /** Whether candidates are under way. */
    boolean busy() {
        return inFlight > 0;
    }

    /** Takes a candidate; where there are groups, none is begun before {@link #await}. */
    void submit(CandidateId id, Recipe recipe, Split split) {
        inFlight++;
        synchronized (waiting) {
            waiting.add(new Waiting(id, recipe, split));
        }
        unreleased++;
        if (groupSize.largest() == 1) {
            release();
        }
    }

    private void release() {
        for (; unreleased > 0; unreleased--) {
            executor.execute(this::scoreSome);
        }
    }

    /** Scores a group of those that wait, if others have not taken them all. */
    private void scoreSome() {
        List<Waiting> group = take();
        if (group.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        List<Recipe> recipes = group.stream().map(Waiting::recipe).toList();
        List<Evaluation> evaluations = score(recipes, group.getFirst().split());
        synchronized (waiting) {
            groupSize.ended(group.size(), System.nanoTime() - start);
        }
        for (int i = 0; i < group.size(); i++) {
            completions.add(new Completion(group.get(i).id(), evaluations.get(i)));
        }
    }

    private List<Waiting> take() {
        synchronized (waiting) {
            int most = groupSize.next(waiting.size());
            List<Waiting> group = new ArrayList<>();
            while (group.size() < most && isOfGroup(waiting.peek(), group)) {
                group.add(waiting.remove());
            }
            groupSize.begun(group.size());
            return group;
        }
    }

    private static boolean isOfGroup(@Nullable Waiting next, List<Waiting> group) {
        return next != null && (group.isEmpty() || group.getFirst().split().equals(next.split()));
    }

    /** Gives up those that no thread has begun with. */
    void abandonWaiting() {
        synchronized (waiting) {
            waiting.forEach(
                    each ->
                            completions.add(
                                    new Completion(each.id(), new Evaluation.Abandoned(0))));
            waiting.clear();
        }
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
        if (signal.interrupted()) {
            return new Evaluation.Failed("the search was stopped", 0);
        }
        long start = System.nanoTime();
        Evaluation evaluation = score(recipe, split);
        synchronized (waiting) {
            groupSize.took((double) (System.nanoTime() - start));
        }
        return evaluation;
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

    /** Where a group breaks off, each of it is scored alone. */
    private List<Evaluation> score(List<Recipe> group, Split split) {
        if (group.size() > 1) {
            try {
                return scorer.scoreGroup(group, split);
            } catch (RuntimeException | Error _) {
                // one of them is to blame, and it is found below
            }
        }
        return group.stream().map(recipe -> score(recipe, split)).toList();
    }

    /**
     * One bad candidate must not end a night's search, whatever it met; without an evaluation
     * {@link #await} would wait for ever.
     */
    private Evaluation score(Recipe recipe, Split split) {
        long start = System.nanoTime();
        try {
            return scorer.score(recipe, split);
        } catch (CancellationException _) {
            return new Evaluation.Abandoned((System.nanoTime() - start) / NANOS_PER_MILLI);
        } catch (RuntimeException | Error e) {
            return new Evaluation.Failed(
                    "scoring broke off: " + e, (System.nanoTime() - start) / NANOS_PER_MILLI);
        }
    }

    /** Waits for at least one completion and returns all there are. */
    List<Completion> await() {
        release();
        List<Completion> ready = new ArrayList<>();
        try {
            ready.add(completions.take());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a candidate", e);
        }
        return drained(ready);
    }

    /** The completions there are, without waiting. */
    List<Completion> ready() {
        return drained(new ArrayList<>());
    }

    private List<Completion> drained(List<Completion> taken) {
        completions.drainTo(taken);
        inFlight -= taken.size();
        return taken;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
