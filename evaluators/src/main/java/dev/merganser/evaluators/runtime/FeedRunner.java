package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.segment.FedSteps;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.StepPlan;
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

import java.util.List;
import java.util.Map;

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
    private final OutputShapes shapes;
    private final Scratch scratch;
    private final StepRunner steps;

    /** A runner with its own set of weights over sessions that others may share. */
    public FeedRunner(SessionFactory factory, SegmentedModel model, SegmentSessions sessions) {
        graph = model.graph().name();
        infos = model.weights().stream().map(Tensor::info).toList();
        constants = new ConstantCheck(graph, model.constants());
        weights = WeightTensors.of(factory, model);
        shapes = new OutputShapes(model);
        scratch = new Scratch(factory);
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
    public Output run(StepPlan plan, Batch batch) {
        String output = plan.wanted().iterator().next();
        Shape shape = shapes.of(output, batch);
        try (Value result = scratch.tensor(shape)) {
            steps.run(plan, batch.inputs(), Map.of(output, result));
        }
        return new Output(scratch.floats(shape), shape);
    }

    @Override
    public void close() {
        scratch.close();
        weights.close();
    }
}
