package dev.merganser.evaluators.trie;

import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.ModelRunner;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.runtime.OutputShapes;
import dev.merganser.evaluators.runtime.Scratch;
import dev.merganser.evaluators.segment.StepPlan;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs groups of paths, and as a runner of the base's graph all of its layers with the weights of
 * one candidate. For one thread at a time.
 */
public final class PathRunner implements ModelRunner {

    private final PathEngine engine;
    private final Scratch scratch;
    private final OutputShapes shapes;
    private Optional<WeightSource> loaded = Optional.empty();

    PathRunner(PathEngine engine) {
        this.engine = engine;
        this.scratch = new Scratch(engine.factory());
        this.shapes = new OutputShapes(engine.base());
    }

    /** Takes candidates to be run together; the caller closes the group before it asks for more. */
    public PathGroup group(List<PathCandidate> candidates) {
        return PathGroup.open(engine, this, candidates, engine.sharing());
    }

    /** As {@link #group}, with nothing shared and nothing known from before. */
    public PathGroup alone(PathCandidate candidate) {
        return PathGroup.open(engine, this, List.of(candidate), false);
    }

    HeadRun heads(String output, OutputTaker taker) {
        return new HeadRun(engine.steps(), shapes, scratch, output, taker);
    }

    @Override
    public void load(WeightSource candidate) {
        engine.requireFits(engine.sites().pool().base(), candidate);
        loaded = Optional.of(candidate);
    }

    @Override
    public Output run(StepPlan plan, Batch batch) {
        String output = plan.wanted().iterator().next();
        String base = engine.sites().pool().base();
        List<Output> given = new ArrayList<>(1);
        try (PathGroup group = alone(engine.identity(base, loaded.orElseThrow()))) {
            group.run(List.of(batch), output, (_, _, each) -> given.add(each));
            group.failure(0)
                    .ifPresent(
                            reason -> {
                                throw new BadDataException(reason);
                            });
        }
        return given.getFirst();
    }

    @Override
    public void close() {
        scratch.close();
    }
}
