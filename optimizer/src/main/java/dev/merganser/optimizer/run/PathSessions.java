package dev.merganser.optimizer.run;

import dev.merganser.evaluators.PathScorer;
import dev.merganser.evaluators.RuntimeSettings;
import dev.merganser.evaluators.path.LayerPool;
import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.Merger;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The layers of some models as one pool, with the sessions that run paths through it. Owns the
 * sessions until closed.
 */
record PathSessions(LayerPool pool, PathScorer scorer, PathCandidates candidates)
        implements AutoCloseable {

    /**
     * Cuts the graphs, opens the sessions and packs the tasks.
     *
     * @param base the model whose stem and head come first
     * @param graphs the graph of each model
     * @param tasks which all ask the graph
     */
    static PathSessions open(
            String base,
            Map<String, Path> graphs,
            Models models,
            Merger merger,
            List<Task> tasks,
            RuntimeSettings runtime) {
        LayerPool pool = GraphPool.open(base, graphs, models::checkpoint, runtime.provider());
        return new PathSessions(
                pool,
                PathScorer.open(pool, tasks, runtime),
                new PathCandidates(models, merger, pool));
    }

    /** Refuses a model that lacks a tensor of its graph or has it in another shape. */
    void requireFit() {
        for (PathCandidate each : pool.models().stream().map(candidates::ofModel).toList()) {
            scorer.requireFits(each.stem().model(), each.stem().weights());
        }
    }

    @Override
    public void close() {
        scorer.close();
    }
}
