package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.Step;
import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.Shape;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The way back through the steps of a forward pass: gradients of weights are handed over as soon as
 * a step has given them, and what the step held is freed. Within a step they come in the order of
 * its inputs' names, those of single rows last.
 */
final class BackwardPass {

    private final SegmentSessions sessions;
    private final ForwardPass forward;
    private final Cotangents cotangents;
    private final TensorPool pool;
    private final WeightGradients weights;

    BackwardPass(
            SegmentSessions sessions,
            ForwardPass forward,
            Cotangents cotangents,
            TensorPool pool,
            WeightGradients weights) {
        this.sessions = sessions;
        this.forward = forward;
        this.cotangents = cotangents;
        this.pool = pool;
        this.weights = weights;
    }

    void run() {
        List<GradientPlan.Stage> stages = forward.plan().stages();
        for (int s = stages.size() - 1; s >= 0; s--) {
            if (stages.get(s).differentiated().isPresent()) {
                run(s, stages.get(s));
            }
        }
    }

    private void run(int s, GradientPlan.Stage stage) {
        try (StepValues saved = forward.saved(s);
                var work = new StepWork(stage, saved)) {
            work.run();
        }
    }

    /** The gradient of one step. Owns its tensors until closed. */
    private final class StepWork implements AutoCloseable {

        private final Step step;
        private final DifferentiatedSegment pair;
        private final Map<String, Value> fed = new HashMap<>();
        private final SortedMap<String, TensorPool.Lent> gradients = new TreeMap<>();
        private final List<TensorPool.Lent> taken = new ArrayList<>();

        StepWork(GradientPlan.Stage stage, StepValues saved) {
            step = stage.step();
            pair = stage.differentiated().orElseThrow();
            try {
                stage.seeded().forEach(this::takeCotangent);
                pair.backward().saved().forEach(name -> fed.put(name, value(name, saved)));
                pair.backward()
                        .gradients()
                        .keySet()
                        .forEach(input -> gradients.put(input, pool.take(input, shape(input))));
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        private void takeCotangent(String output) {
            TensorPool.Lent gradient =
                    cotangents.take(Objects.requireNonNull(step.outputs().get(output)));
            taken.add(gradient);
            String input = pair.backward().cotangents().get(output);
            if (input != null) {
                fed.put(input, gradient.value());
            }
        }

        private Value value(String name, StepValues saved) {
            return pair.saved().contains(name) ? saved.get(name) : input(name);
        }

        private Value input(String name) {
            return step.weights().containsKey(name)
                    ? forward.weight(Objects.requireNonNull(step.weights().get(name)))
                    : forward.value(Objects.requireNonNull(step.inputs().get(name), name));
        }

        private Shape shape(String input) {
            return input(input).shape();
        }

        void run() {
            Map<String, Value> written = new HashMap<>();
            pair.backward()
                    .gradients()
                    .forEach((input, output) -> written.put(output, lent(input).value()));
            try (Results results =
                    sessions.run(
                            pair.backwardSegment(),
                            fed,
                            new HashSet<>(pair.rowOutputs()),
                            written)) {
                new ArrayList<>(gradients.keySet()).forEach(this::handOver);
                pair.backward()
                        .rows()
                        .forEach((input, all) -> all.forEach(row -> handOver(input, row, results)));
            }
        }

        private TensorPool.Lent lent(String input) {
            return Objects.requireNonNull(gradients.get(input));
        }

        private void handOver(String input) {
            String weight = step.weights().get(input);
            if (weight == null) {
                String value = Objects.requireNonNull(step.inputs().get(input));
                cotangents.add(value, Objects.requireNonNull(gradients.remove(input)));
            } else {
                weights.full(weight, lent(input).floats());
            }
        }

        private void handOver(String input, RowGradient row, Results results) {
            Shape shape = shape(input);
            long[] indices = counted(results.get(row.indices()).longs(), shape);
            MemorySegment rows = MemorySegment.ofArray(results.get(row.rows()).floats());
            Optional.ofNullable(step.weights().get(input))
                    .ifPresentOrElse(
                            weight -> weights.rows(weight, indices, rows),
                            () ->
                                    cotangents.addRows(
                                            Objects.requireNonNull(step.inputs().get(input)),
                                            shape,
                                            indices,
                                            rows));
        }

        /** Indices counted from the first row. */
        private static long[] counted(long[] indices, Shape shape) {
            long count = shape.dims().getFirst();
            for (int i = 0; i < indices.length; i++) {
                indices[i] += indices[i] < 0 ? count : 0;
            }
            return indices;
        }

        @Override
        public void close() {
            gradients.values().forEach(TensorPool.Lent::close);
            taken.forEach(TensorPool.Lent::close);
        }
    }
}
