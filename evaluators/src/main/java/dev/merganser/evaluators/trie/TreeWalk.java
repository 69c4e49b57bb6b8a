package dev.merganser.evaluators.trie;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.PrefixCache;
import dev.merganser.evaluators.runtime.PrefixCache.Kept;
import dev.merganser.evaluators.segment.StepOutcome;
import dev.merganser.evaluators.session.Value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs one batch through a trie of paths. What the cache has is taken from there, as far down as it
 * goes, and nothing above it is computed that no other path needs. A state is open until the last
 * step that takes it has run. What goes wrong with a step goes wrong for all paths through it, and
 * for no others. For one use, by one thread.
 */
final class TreeWalk {

    private final StepEngine engine;
    private final PrefixCache cache;
    private final HeadRun heads;
    private final List<PathTree.Node> nodes;
    private final Batch batch;
    private final long call;

    /** By node, how many still take its state: nodes that are computed, and the heads as one. */
    private final int[] takers;

    private final boolean[] computed;
    private final boolean[] ending;
    private final List<Optional<Kept>> states;

    /**
     * A walk; nothing is run yet.
     *
     * @param cache knows the prefixes of the trie
     * @param call the number of the call that scores the group
     */
    TreeWalk(
            StepEngine engine,
            PrefixCache cache,
            HeadRun heads,
            PathTree tree,
            Batch batch,
            long call) {
        this.engine = engine;
        this.cache = cache;
        this.heads = heads;
        this.nodes = tree.nodes();
        this.batch = batch;
        this.call = call;
        this.takers = new int[nodes.size()];
        this.computed = new boolean[nodes.size()];
        this.ending = new boolean[nodes.size()];
        this.states = new ArrayList<>(Collections.nCopies(nodes.size(), Optional.empty()));
    }

    /** Runs the batch and counts layer calls. */
    void run() {
        try {
            lookUp();
            for (int n = 0; n < nodes.size(); n++) {
                if (takers[n] > 0) {
                    visit(n);
                }
            }
        } finally {
            states.forEach(state -> state.ifPresent(Kept::close));
        }
        for (int n = 0; n < nodes.size(); n++) {
            count(nodes.get(n), computed[n]);
        }
    }

    /** Finds out from the ends what is needed, what of it is known, and what is left to compute. */
    private void lookUp() {
        for (int n = nodes.size() - 1; n >= 0; n--) {
            PathTree.Node node = nodes.get(n);
            ending[n] = node.ends().stream().anyMatch(Member::isAlive);
            takers[n] += ending[n] ? 1 : 0;
            if (takers[n] > 0) {
                states.set(n, known(node));
                computed[n] = states.get(n).isEmpty();
                if (computed[n] && node.above() >= 0) {
                    takers[node.above()]++;
                }
            }
        }
    }

    private Optional<Kept> known(PathTree.Node node) {
        return node.prefix()
                .flatMap(
                        prefix ->
                                cache.find(prefix, batch, node.step().site().passedOn().keySet()));
    }

    private void visit(int n) {
        PathTree.Node node = nodes.get(n);
        if (computed[n]) {
            compute(n, node);
            release(node.above());
        }
        if (ending[n]) {
            states.get(n).ifPresent(state -> heads.run(node.ends(), batch, known(state), call));
            release(n);
        }
    }

    private void compute(int n, PathTree.Node node) {
        if (node.members().stream().noneMatch(Member::isAlive)) {
            return;
        }
        try {
            Optional<Kept> above = node.above() < 0 ? Optional.empty() : states.get(node.above());
            Map<String, Value> known = above.map(this::known).orElse(batch.inputs());
            StepOutcome outcome = engine.pass(node.step(), known, call);
            states.set(
                    n,
                    Optional.of(
                            cache.keep(node.prefix(), batch, outcome, above.map(Kept::context))));
        } catch (RuntimeException e) {
            node.members().forEach(member -> member.fail(Failures.reason(e)));
        }
    }

    private Map<String, Value> known(Kept state) {
        Map<String, Value> known = new HashMap<>(batch.inputs());
        known.putAll(state.values());
        return known;
    }

    /** One that takes the state of a node has run. */
    private void release(int n) {
        if (n >= 0 && --takers[n] == 0) {
            states.set(n, Optional.empty()).ifPresent(Kept::close);
        }
    }

    /** A call that several paths share is done for the first of them. */
    private static void count(PathTree.Node node, boolean isDone) {
        List<Member> counted =
                node.members().stream()
                        .filter(_ -> node.isLayer())
                        .filter(Member::isAlive)
                        .toList();
        for (int i = 0; i < counted.size(); i++) {
            if (isDone && i == 0) {
                counted.get(i).countDone();
            } else {
                counted.get(i).countSaved();
            }
        }
    }
}
