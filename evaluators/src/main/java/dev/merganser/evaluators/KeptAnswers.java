package dev.merganser.evaluators;

import dev.merganser.evaluators.loss.Minibatch;
import dev.merganser.evaluators.loss.Minibatches;
import dev.merganser.evaluators.runtime.Output;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What experts gave for minibatches that come again, as those that are held out do, up to a number
 * of bytes. Safe for use by many threads.
 */
final class KeptAnswers {

    private final long capacity;
    private final Set<Minibatch> recurring = Collections.newSetFromMap(new IdentityHashMap<>());
    private final IdentityHashMap<Minibatch, Map<String, Output>> kept = new IdentityHashMap<>();
    private long bytes;

    /** Nothing yet, and never more than so many bytes. */
    KeptAnswers(long capacity) {
        this.capacity = capacity;
    }

    /** These will come again. */
    synchronized void expect(Minibatches minibatches) {
        recurring.addAll(minibatches.list());
    }

    /**
     * The answers for a minibatch, which are always the same.
     *
     * @param asked gives them where they are not kept
     */
    Map<String, Output> of(Minibatch minibatch, Supplier<Map<String, Output>> asked) {
        Map<String, Output> known = known(minibatch);
        if (!known.isEmpty()) {
            return known;
        }
        Map<String, Output> answers = asked.get();
        keep(minibatch, answers);
        return answers;
    }

    private synchronized Map<String, Output> known(Minibatch minibatch) {
        return kept.getOrDefault(minibatch, Map.of());
    }

    private synchronized void keep(Minibatch minibatch, Map<String, Output> answers) {
        long size = answers.values().stream().mapToLong(each -> each.floats().byteSize()).sum();
        if (recurring.contains(minibatch) && bytes + size <= capacity) {
            bytes += kept.put(minibatch, answers) == null ? size : 0;
        }
    }
}
