package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.segment.FedSteps;
import dev.merganser.evaluators.segment.OwnSessions;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.Step;
import dev.merganser.evaluators.segment.StepPlan;
import dev.merganser.evaluators.segment.StepRunner;
import dev.merganser.evaluators.segment.StepSessions;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a cut graph with one candidate's weights: either fed as inputs of sessions that all runners
 * share, so that a candidate is written straight into the memory behind the tensors and nothing is
 * made for it; or inside sessions of its own, remade where weights changed. Begins with the weights
 * of the graph.
 */
public final class CandidateRunner implements ModelRunner {

    private final List<Step> path;
    private final Optional<Step> stem;
    private final CandidateWeights weights;
    private final Optional<OwnSessions> own;
    private final PrefixCache prefixes;
    private final OutputShapes shapes;
    private final Scratch scratch;
    private final StepRunner steps;
    private Optional<Prefix> afterStem = Optional.empty();

    private CandidateRunner(
            SessionFactory factory,
            SegmentedModel model,
            PrefixCache prefixes,
            CandidateWeights weights,
            StepSessions sessions) {
        this.path = model.steps();
        this.stem = model.stem();
        this.weights = weights;
        this.own = sessions instanceof OwnSessions ours ? Optional.of(ours) : Optional.empty();
        this.prefixes = prefixes;
        this.shapes = new OutputShapes(model);
        this.scratch = new Scratch(factory);
        this.steps = new StepRunner(sessions);
    }

    /** A runner that feeds its weights to sessions that others may share. */
    public static CandidateRunner feeding(
            SessionFactory factory,
            SegmentedModel model,
            SegmentSessions sessions,
            PrefixCache prefixes) {
        var weights = new CandidateWeights(factory, model);
        return new CandidateRunner(
                factory, model, prefixes, weights, new FedSteps(sessions, weights.values()));
    }

    /** A runner with its weights as initializers of sessions of its own. */
    public static CandidateRunner initializing(
            SessionFactory factory, SegmentedModel model, PrefixCache prefixes) {
        var weights = new CandidateWeights(factory, model);
        return new CandidateRunner(
                factory, model, prefixes, weights, new OwnSessions(factory, weights.values()));
    }

    @Override
    public void load(WeightSource candidate) {
        afterStem = Optional.empty();
        weights.load(candidate, name -> own.ifPresent(sessions -> sessions.changed(name)));
        afterStem =
                stem.flatMap(weights::key)
                        .map(key -> prefixes.sighted(List.of(key), prefixes.newCall()).getFirst());
    }

    /** Does what else would be done when the first batch is run: opens sessions of its own. */
    public void prepare() {
        own.ifPresent(sessions -> sessions.open(path));
    }

    /** As {@link #prepare}, as if all weights had changed. */
    public void renew() {
        own.ifPresent(OwnSessions::close);
        prepare();
    }

    @Override
    public Output run(StepPlan plan, Batch batch) {
        String output = plan.wanted().iterator().next();
        Shape shape = shapes.of(output, batch);
        try (Value result = scratch.tensor(output, shape)) {
            run(plan, batch, Map.of(output, result));
        }
        return new Output(scratch.floats(shape), shape);
    }

    private void run(StepPlan plan, Batch batch, Map<String, Value> written) {
        if (afterStem.isEmpty() || !plan.beginsWith(stem.orElseThrow())) {
            steps.run(plan, batch.inputs(), written);
            return;
        }
        try (PrefixCache.Kept kept = afterStem(plan, batch, afterStem.get())) {
            Map<String, Value> values = new HashMap<>(batch.inputs());
            values.putAll(kept.values());
            steps.run(plan, 1, values, written);
        }
    }

    private PrefixCache.Kept afterStem(StepPlan plan, Batch batch, Prefix prefix) {
        Set<String> values = plan.steps().getFirst().passedOn().keySet();
        return prefixes.find(prefix, batch, values)
                .orElseGet(
                        () ->
                                prefixes.keep(
                                        Optional.of(prefix),
                                        batch,
                                        steps.first(plan, batch.inputs()),
                                        Optional.empty()));
    }

    @Override
    public void close() {
        own.ifPresent(OwnSessions::close);
        scratch.close();
        weights.close();
    }
}
