package dev.merganser.optimizer.run;

import dev.merganser.results.journal.Event;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Steps that are still to be written, in order. Used by one thread. */
final class StepQueue {

    private final Deque<Event.Step> steps = new ArrayDeque<>();

    void add(Event.Step step) {
        steps.add(step);
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /** Hands each step over once; one that fails, and those behind it, are still there. */
    void drainTo(Consumer<Event.Step> journal) {
        while (!steps.isEmpty()) {
            journal.accept(steps.getFirst());
            steps.removeFirst();
        }
    }
}
