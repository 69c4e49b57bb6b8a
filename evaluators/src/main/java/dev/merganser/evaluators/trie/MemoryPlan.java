package dev.merganser.evaluators.trie;

import dev.merganser.recipes.error.WrongUseException;

import java.util.ArrayList;
import java.util.List;

/**
 * What the memory of a scorer is for. Each runner needs the weights of one step, and the values of
 * one path and one batch. Of the rest one half is for more weights, as far as there are any, the
 * remainder for states that wait or are kept.
 *
 * @param runners how many fit
 * @param weightBytes for weights, those in use among them
 * @param stateBytes for states besides those of one path a runner
 * @param notes what the user should know
 */
record MemoryPlan(int runners, long weightBytes, long stateBytes, List<String> notes) {

    MemoryPlan {
        notes = List.copyOf(notes);
    }

    /**
     * What there is to hold.
     *
     * @param step the weights of the largest step
     * @param models the weights of all models
     * @param merged the weights of one merged model
     * @param live the values of one path and the largest batch
     */
    record Needs(long step, long models, long merged, long live) {
        long runner() {
            return Math.max(1, step + live);
        }
    }

    /**
     * Divides memory; refuses what is less than one runner needs.
     *
     * @param sharing whether states are kept
     */
    static MemoryPlan of(long memory, int threads, boolean sharing, Needs needs) {
        int runners = runners(memory, threads, needs);
        long inUse = runners * needs.step();
        long free = memory - runners * needs.runner();
        long wanted = Math.max(0, needs.models() + runners * needs.merged() - inUse);
        long weights = inUse + Math.min(sharing ? free / 2 : free, wanted);
        return new MemoryPlan(
                runners,
                weights,
                memory - weights - runners * needs.live(),
                notes(memory, threads, runners, weights, needs));
    }

    private static int runners(long memory, int threads, Needs needs) {
        long fitting = memory / needs.runner();
        if (fitting < 1) {
            throw new WrongUseException(
                    "memory must hold the weights of the largest step, %d bytes, and the values of a batch between steps, %d bytes, together %d, but is %d. Maybe a smaller batch."
                            .formatted(needs.step(), needs.live(), needs.runner(), memory));
        }
        return (int) Math.min(threads, fitting);
    }

    private static List<String> notes(
            long memory, int threads, int runners, long weights, Needs needs) {
        List<String> notes = new ArrayList<>();
        if (runners < threads) {
            notes.add(
                    "%d instead of %d runners: each needs %d bytes, and memory is %d."
                            .formatted(runners, threads, needs.runner(), memory));
        }
        if (weights < needs.models()) {
            notes.add(
                    "Weights are read again and again: those of all models take %d bytes, and of memory, %d bytes, %d are for weights."
                            .formatted(needs.models(), memory, weights));
        }
        return notes;
    }
}
