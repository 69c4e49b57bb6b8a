package dev.merganser.evaluators;

import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Scores candidates on tasks: weights for one graph ({@link Scorer}), or paths through the layers
 * of several ({@link PathScorer}). Safe for use by many threads; owns native memory until closed.
 */
public sealed interface GraphScorer extends AutoCloseable permits Scorer, PathScorer {

    /** The graph as it was cut; of a pool, that of its base. */
    SegmentedModel model();

    /** The tensors that a candidate for this graph must have, in its order. */
    default Set<String> weightNames() {
        Set<String> names = new LinkedHashSet<>();
        model().weights().forEach(weight -> names.add(weight.name()));
        return names;
    }

    /**
     * Refuses weights that lack a tensor of this graph, have it in another shape, or differ from a
     * constant.
     */
    void requireFits(WeightSource candidate);

    /** A metric of a task; an unknown task or metric is wrong use. */
    Metric<?> metric(Measure measure);

    /** How many items a task has in a split. */
    int itemCount(String task, Split split);

    /** What it runs on; never {@code auto}. */
    Provider provider();

    /** How weights reach ONNX Runtime; never {@code AUTO}. */
    WeightMode weights();

    /** How many threads score at once. */
    int runnerCount();

    /** How many sessions all runners share: one per distinct segment. */
    int sessionCount();

    /** What the user should know, one line each; usually nothing. */
    List<String> notes();

    /** Waits for scoring that is under way, then frees everything. */
    @Override
    void close();
}
