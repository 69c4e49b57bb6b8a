package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.segment.FedSteps;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.StepRunner;
import dev.merganser.evaluators.segment.WeightTensors;
import dev.merganser.evaluators.session.NamedFloats;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Feeds weights as inputs of shared sessions: a candidate is written straight into the memory
 * behind the tensors, without a session, a file or an allocation of its own. Tensors that are known
 * to have their values already are not read again. Begins with the weights of the graph.
 */
public final class FeedRunner implements ModelRunner {

    private final String graph;
    private final List<TensorInfo> infos;
    private final ConstantCheck constants;
    private final NamedFloats weights;
    private final HeldKeys held = new HeldKeys();
    private final NamedFloats results;
    private final StepRunner steps;

    /** A runner with its own set of weights over sessions that others may share. */
    public FeedRunner(SessionFactory factory, SegmentedModel model, SegmentSessions sessions) {
        graph = model.graph().name();
        infos = model.weights().stream().map(Tensor::info).toList();
        constants = new ConstantCheck(graph, model.constants());
        weights = WeightTensors.of(factory, model);
        results = new NamedFloats(factory);
        steps = new StepRunner(new FedSteps(sessions, weights.values()));
    }

    @Override
    public void load(WeightSource candidate) {
        constants.check(candidate);
        for (TensorInfo info : infos) {
            requireFits(info, candidate);
            held.take(info.name(), candidate, weights.memory(info.name()));
        }
    }

    private void requireFits(TensorInfo weight, WeightSource candidate) {
        TensorInfo found =
                candidate
                        .info(weight.name())
                        .orElseThrow(
                                () ->
                                        new BadDataException(
                                                "Graph '%s' needs a tensor '%s' %s, but the model has none of that name."
                                                        .formatted(
                                                                graph,
                                                                weight.name(),
                                                                weight.shape())));
        if (!found.shape().equals(weight.shape()) || !found.dtype().isFloat()) {
            throw new BadDataException(
                    "Tensor '%s' must be floats of %s to fit graph '%s', but is %s %s."
                            .formatted(
                                    weight.name(),
                                    weight.shape(),
                                    graph,
                                    found.dtype(),
                                    found.shape()));
        }
    }

    @Override
    public MemorySegment run(Features features, Batch batch) {
        String key = features.output() + " [" + batch.count() + ", " + features.hidden() + "]";
        if (!results.values().containsKey(key)) {
            results.add(key, Shape.of(batch.count(), features.hidden()));
        }
        Value result = Objects.requireNonNull(results.values().get(key));
        steps.run(
                features.plan(),
                Map.of(features.input(), batch.input()),
                Map.of(features.output(), result));
        return results.memory(key);
    }

    @Override
    public void close() {
        results.close();
        weights.close();
    }
}
