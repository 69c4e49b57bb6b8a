package dev.merganser.evaluators;

import dev.merganser.evaluators.runtime.CandidateRunner;
import dev.merganser.evaluators.runtime.PrefixCache;
import dev.merganser.evaluators.runtime.RunnerPool;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.WeightTensors;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.error.WrongUseException;

import java.util.Collection;
import java.util.List;

/**
 * The runners of a scorer and what they share. What memory the weights leave is for values after
 * first steps. Owns everything until closed.
 *
 * @param mode how weights reach the sessions; never {@code AUTO}
 * @param notes what the user should know, one line each
 */
record CandidateRunners(
        WeightMode mode,
        RunnerPool<CandidateRunner> pool,
        SegmentSessions sessions,
        PrefixCache prefixes,
        List<String> notes)
        implements AutoCloseable {

    /** Sets of weights that a runner holds: as fed; as fed, copied by sessions, and laid out. */
    private static final int SETS_FED = 1;

    private static final int SETS_OWN = 3;

    /**
     * Opens sessions and makes runners.
     *
     * @param tasks what they will run, for the choice of {@code AUTO}
     */
    static CandidateRunners open(
            SessionFactory factory,
            SegmentedModel model,
            Collection<TaskScorer> tasks,
            RuntimeSettings settings) {
        SegmentSessions sessions = SegmentSessions.open(factory, model);
        try {
            var making = new Making(factory, model, sessions, settings);
            return making.runners(making.mode(tasks));
        } catch (RuntimeException e) {
            sessions.close();
            throw e;
        }
    }

    private record Making(
            SessionFactory factory,
            SegmentedModel model,
            SegmentSessions sessions,
            RuntimeSettings settings) {

        WeightMode mode(Collection<TaskScorer> tasks) {
            if (settings.weights() != WeightMode.AUTO) {
                return settings.weights();
            }
            var none = new PrefixCache(0);
            return settings.memoryBytes() < bytesEach(WeightMode.INITIALIZERS)
                    ? WeightMode.FEED
                    : WeightChoice.measure(
                            tasks,
                            () -> runner(WeightMode.FEED, none),
                            () -> runner(WeightMode.INITIALIZERS, none));
        }

        CandidateRunners runners(WeightMode mode) {
            long each = bytesEach(mode);
            int count = count(each);
            var prefixes = new PrefixCache(settings.memoryBytes() - count * each);
            var pool = RunnerPool.of(count, () -> runner(mode, prefixes));
            return new CandidateRunners(mode, pool, sessions, prefixes, notes(count, each));
        }

        private CandidateRunner runner(WeightMode mode, PrefixCache prefixes) {
            return mode == WeightMode.INITIALIZERS
                    ? CandidateRunner.initializing(factory, model, prefixes)
                    : CandidateRunner.feeding(factory, model, sessions, prefixes);
        }

        private long bytesEach(WeightMode mode) {
            int sets = mode == WeightMode.INITIALIZERS ? SETS_OWN : SETS_FED;
            return Math.max(1, sets * WeightTensors.bytes(model));
        }

        private int count(long each) {
            long fitting = settings.memoryBytes() / each;
            if (fitting < 1) {
                throw new WrongUseException(
                        "memory must hold one set of weights, %d bytes, but is %d."
                                .formatted(each, settings.memoryBytes()));
            }
            return (int) Math.min(settings.threads(), fitting);
        }

        private List<String> notes(int count, long each) {
            return count == settings.threads()
                    ? List.of()
                    : List.of(
                            "%d instead of %d runners: each needs %d bytes for weights, and memory is %d."
                                    .formatted(
                                            count,
                                            settings.threads(),
                                            each,
                                            settings.memoryBytes()));
        }
    }

    /** Waits for runners that are borrowed, then frees everything. */
    @Override
    public void close() {
        pool.close();
        prefixes.close();
        sessions.close();
    }
}
