package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.Step;
import dev.merganser.evaluators.segment.WeightTensors;
import dev.merganser.evaluators.session.NamedFloats;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The weights of one candidate in the memory of tensors, at first those of the graph. Tensors that
 * are known to have their values already are not read again. Owns the memory until closed; for one
 * thread at a time.
 */
final class CandidateWeights implements AutoCloseable {

    private final String graph;
    private final List<TensorInfo> infos;
    private final ConstantCheck constants;
    private final NamedFloats weights;
    private final HeldKeys held = new HeldKeys();

    CandidateWeights(SessionFactory factory, SegmentedModel model) {
        graph = model.graph().name();
        infos = model.weights().stream().map(Tensor::info).toList();
        constants = new ConstantCheck(graph, model.constants());
        weights = WeightTensors.of(factory, model);
    }

    /** The tensors by name. */
    Map<String, Value> values() {
        return weights.values();
    }

    /**
     * Takes over a candidate's weights.
     *
     * @param changing is told of each tensor before it is read
     */
    void load(WeightSource candidate, Consumer<String> changing) {
        constants.check(candidate);
        infos.forEach(info -> WeightFit.require(graph, info.name(), info.shape(), candidate));
        for (TensorInfo info : infos) {
            held.take(info.name(), candidate, weights.memory(info.name()), changing);
        }
    }

    /** What a step computes with these weights; empty where a weight has no key. */
    Optional<StepKey> key(Step step) {
        return held.keys(step.weights().values()).map(keys -> new StepKey(step.name(), keys));
    }

    @Override
    public void close() {
        weights.close();
    }
}
