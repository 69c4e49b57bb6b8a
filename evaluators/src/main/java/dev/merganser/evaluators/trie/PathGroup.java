package dev.merganser.evaluators.trie;

import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Prefix;
import dev.merganser.evaluators.runtime.PrefixCache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Candidates that are run together: batch by batch through one trie, so that what several of them
 * begin with is computed once, or each alone. A candidate that fails leaves the others as they are.
 * For one thread at a time.
 */
public final class PathGroup implements AutoCloseable {

    private final PathEngine engine;
    private final PathRunner runner;
    private final boolean shared;
    private final long call;
    private final PathBinder binder;
    private final List<Member> members = new ArrayList<>();
    private final Map<Member, List<Prefix>> prefixes = new HashMap<>();

    private PathGroup(PathEngine engine, PathRunner runner, boolean shared) {
        this.engine = engine;
        this.runner = runner;
        this.shared = shared;
        this.call = engine.prefixes().newCall();
        this.binder = new PathBinder(engine.sites());
    }

    static PathGroup open(
            PathEngine engine, PathRunner runner, List<PathCandidate> candidates, boolean shared) {
        var group = new PathGroup(engine, runner, shared);
        candidates.forEach(group::add);
        return group;
    }

    private void add(PathCandidate candidate) {
        try {
            var member =
                    new Member(members.size(), binder.bind(candidate, engine.sites().outputs()));
            members.add(member);
            if (shared) {
                prefixes.put(member, engine.prefixes().sighted(member.path().told(), call));
            }
        } catch (RuntimeException e) {
            members.add(Member.failed(members.size(), Failures.reason(e)));
        }
    }

    /**
     * Runs all candidates that have not failed.
     *
     * @param output what their heads are asked for
     * @param taker is given the outputs of a candidate in the order of the batches
     */
    public void run(List<Batch> batches, String output, OutputTaker taker) {
        HeadRun heads = runner.heads(output, taker);
        if (shared) {
            runTogether(batches, heads);
        } else {
            for (Member member : members) {
                runAlone(member, batches, heads);
            }
        }
    }

    private void runAlone(Member member, List<Batch> batches, HeadRun heads) {
        if (member.isAlive()) {
            PathTree tree = PathTree.of(List.of(member), Map.of());
            batches.forEach(batch -> walk(tree, batch, heads));
        }
    }

    private void runTogether(List<Batch> batches, HeadRun heads) {
        List<Member> alive = members.stream().filter(Member::isAlive).toList();
        if (alive.isEmpty() || batches.isEmpty()) {
            return;
        }
        long state = batches.stream().mapToLong(engine::stateBytes).max().orElseThrow();
        PrefixCache cache = engine.prefixes();
        long lent = cache.lend(state * PathTree.of(alive, prefixes).held());
        try {
            int held = state == 0 ? Integer.MAX_VALUE : Math.toIntExact(lent / state);
            List<PathTree> trees = PathTree.fitting(alive, prefixes, held);
            for (Batch batch : batches) {
                trees.forEach(tree -> walk(tree, batch, heads));
            }
        } finally {
            cache.giveBack(lent);
        }
    }

    private void walk(PathTree tree, Batch batch, HeadRun heads) {
        new TreeWalk(engine.steps(), engine.prefixes(), heads, tree, batch, call).run();
    }

    /** Why a candidate has failed; empty where it has not. */
    public Optional<String> failure(int candidate) {
        return members.get(candidate).failure();
    }

    /** Does what may be wrong with a candidate alone: what is thrown is its failure. */
    public void attempt(int candidate, Runnable work) {
        Member member = members.get(candidate);
        if (member.isAlive()) {
            try {
                work.run();
            } catch (RuntimeException e) {
                member.fail(Failures.reason(e));
            }
        }
    }

    /** Calls of layers that were made for a candidate, over all batches so far. */
    public long done(int candidate) {
        return members.get(candidate).done();
    }

    /** Calls of layers that another candidate or an earlier call had made. */
    public long saved(int candidate) {
        return members.get(candidate).saved();
    }

    /** Frees the weights that no other group can use. */
    @Override
    public void close() {
        engine.weights().forget(binder.untold());
    }
}
