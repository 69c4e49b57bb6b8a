package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.TestEncoders;
import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.text.TextModels;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** The loss of {@link LossTasks#images}. */
    static TaskLoss images(int items, TestLosses losses) {
        return loss(LossTasks.images(items), TestModels.vit(), losses.settings());
    }

    /** The loss of {@link LossTasks#pairs} on an encoder that can be cut, with states of tokens. */
    static TaskLoss states(Path folder, TestLosses losses) throws IOException {
        return loss(LossTasks.pairs(folder), TestEncoders.bert(2, 6, 1), losses.settings());
    }

    /** The loss of {@link LossTasks#pairs} on a small encoder. */
    static TaskLoss texts(Path folder, TestLosses losses) throws IOException {
        Graph encoder = TextModels.encoder(19, 6, DType.I64);
        return loss(LossTasks.pairs(folder), encoder, losses.settings());
    }

    /** The items of a draw, which is closed. */
    static List<Integer> items(Minibatches draw) {
        try (draw) {
            return draw.list().stream()
                    .flatMapToInt(batch -> Arrays.stream(batch.items()))
                    .boxed()
                    .toList();
        }
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
