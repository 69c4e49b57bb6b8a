package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.tensor.Shape;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The loss of a task on a graph that is never run: values are made up. */
final class LossRoom {

    static final SessionFactory SESSIONS = SessionFactory.of(new Provider.Cpu());

    private LossRoom() {}

    static SegmentedModel model(Graph graph) {
        return SegmentCutter.with(SESSIONS).cut(graph);
    }

    static TaskLoss loss(Task task, Graph graph, LossSettings settings) {
        return TaskLoss.of(model(graph), task, settings, SESSIONS);
    }

    /** Values of a normal distribution. */
    static Output random(Shape shape, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return output(shape, values);
    }

    static Output output(Shape shape, float... values) {
        MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, values.length) * 4L, 4);
        MemorySegment.copy(values, 0, memory, ValueLayout.JAVA_FLOAT, 0, values.length);
        return new Output(memory, shape);
    }

    static Map<String, MemorySegment> zeros(Map<String, Output> values) {
        Map<String, MemorySegment> zeros = new HashMap<>();
        values.forEach(
                (name, value) ->
                        zeros.put(name, Arena.ofAuto().allocate(value.floats().byteSize(), 4)));
        return zeros;
    }

    /** The gradients of a loss by name. */
    static Map<String, float[]> gradients(BatchLoss loss, Minibatch batch, Map<String, Output> at) {
        Map<String, MemorySegment> cotangents = zeros(at);
        loss.backward(batch.batch(), at, cotangents);
        Map<String, float[]> gradients = new LinkedHashMap<>();
        cotangents.forEach(
                (name, segment) -> gradients.put(name, segment.toArray(ValueLayout.JAVA_FLOAT)));
        return gradients;
    }

    /** The loss alone. */
    static double value(BatchLoss loss, Minibatch batch, Map<String, Output> at) {
        return loss.backward(batch.batch(), at, Map.of());
    }

    /**
     * The gradient of one value by central differences of float32 steps, exact to a few millionths.
     */
    static double difference(
            BatchLoss loss, Minibatch batch, Map<String, Output> at, String name, int index) {
        MemorySegment floats = at.get(name).floats();
        float before = floats.getAtIndex(ValueLayout.JAVA_FLOAT, index);
        float above = before + 2e-3f;
        float below = before - 2e-3f;
        floats.setAtIndex(ValueLayout.JAVA_FLOAT, index, above);
        double high = value(loss, batch, at);
        floats.setAtIndex(ValueLayout.JAVA_FLOAT, index, below);
        double low = value(loss, batch, at);
        floats.setAtIndex(ValueLayout.JAVA_FLOAT, index, before);
        return (high - low) / ((double) above - below);
    }
}
