package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.segment.Probe;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.graph.Graph;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A model with coefficients and a loss that is Σ sin(i) yᵢ + yᵢ²/2 over the elements of some
 * values.
 */
final class DifferentiatedModel implements AutoCloseable {

    private static final double STEP = 1e-2;

    private final SessionFactory factory = SessionFactory.of(new Provider.Cpu());
    private final SegmentedModel model;
    private final SegmentSessions sessions = SegmentSessions.of(factory);
    private final ScatteredVectors vectors;
    private final CoefficientWeights theta;
    private final Probe inputs;
    private final GradientPlan plan;

    DifferentiatedModel(Graph graph, Predicate<String> changes, Set<String> values) {
        this(graph, changes, values, 6);
    }

    private DifferentiatedModel(
            Graph graph, Predicate<String> changes, Set<String> values, int length) {
        model = SegmentCutter.with(factory).cut(graph);
        vectors = new ScatteredVectors(model, changes, 3);
        theta = new CoefficientWeights(factory, model, vectors);
        inputs = Probe.of(factory, graph, 3, length);
        plan = Derivatives.of(factory, model, vectors::changes).plan(values).plan().orElseThrow();
    }

    static DifferentiatedModel of(Graph graph) {
        return new DifferentiatedModel(graph, _ -> true, Set.of(graph.outputs().getFirst().name()));
    }

    /** The same with open dimensions of another size. */
    static DifferentiatedModel of(Graph graph, int length) {
        return new DifferentiatedModel(
                graph, _ -> true, Set.of(graph.outputs().getFirst().name()), length);
    }

    SegmentedModel model() {
        return model;
    }

    GradientPlan plan() {
        return plan;
    }

    ScatteredVectors vectors() {
        return vectors;
    }

    private Batch batch() {
        return new Batch(new int[] {0, 1, 2}, 6, inputs.values());
    }

    double[] start() {
        double[] start = new double[vectors.coefficients()];
        for (int j = 0; j < start.length; j++) {
            start[j] = .3 * Math.cos(j);
        }
        return start;
    }

    double loss(double[] coefficients) {
        return with(
                Activations.KEEP,
                coefficients,
                runner -> loss(runner.values(plan, batch()), Map.of()));
    }

    /** Hands the gradients at the start to another. */
    void gradient(WeightGradients gradients) {
        with(
                Activations.KEEP,
                start(),
                runner -> runner.gradient(plan, batch(), DifferentiatedModel::loss, gradients));
    }

    double[] gradient(Activations activations, double[] coefficients) {
        return with(
                activations,
                coefficients,
                runner -> {
                    var contraction = new Contraction(vectors);
                    runner.gradient(plan, batch(), DifferentiatedModel::loss, contraction);
                    return contraction.sums();
                });
    }

    /** The gradients at the start of batches of some rows, one after the other by one runner. */
    List<double[]> gradients(Activations activations, int... rows) {
        return with(
                activations,
                start(),
                runner -> IntStream.of(rows).mapToObj(count -> gradient(runner, count)).toList());
    }

    private double[] gradient(GradientRunner runner, int rows) {
        try (Probe probe = Probe.of(factory, model.graph(), rows, 6)) {
            var batch = new Batch(IntStream.range(0, rows).toArray(), 6, probe.values());
            var contraction = new Contraction(vectors);
            runner.gradient(plan, batch, DifferentiatedModel::loss, contraction);
            return contraction.sums();
        }
    }

    /** What work of a runner gives. */
    interface Work<T> {
        T with(GradientRunner runner);
    }

    <T> T with(Activations activations, double[] coefficients, Work<T> work) {
        theta.set(coefficients, DifferentiatedModel::each);
        try (var runner = new GradientRunner(factory, sessions, theta.values(), activations)) {
            return work.with(runner);
        }
    }

    private static void each(List<String> names, Consumer<String> work) {
        names.forEach(work);
    }

    /** By differences of five points, whose error is of the fourth order of the step. */
    double difference(int coefficient) {
        return (8 * (moved(coefficient, STEP) - moved(coefficient, -STEP))
                        - (moved(coefficient, 2 * STEP) - moved(coefficient, -2 * STEP)))
                / (12 * STEP);
    }

    private double moved(int coefficient, double by) {
        double[] moved = start();
        moved[coefficient] += by;
        return loss(moved);
    }

    static double loss(Map<String, Output> values, Map<String, MemorySegment> gradients) {
        double sum = 0;
        for (String name : new TreeSet<>(values.keySet())) {
            MemorySegment found = values.get(name).floats();
            MemorySegment gradient = gradients.get(name);
            for (int i = 0; i < values.get(name).shape().elements(); i++) {
                float y = found.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                sum += Math.sin(i) * y + .5 * y * y;
                if (gradient != null) {
                    gradient.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (Math.sin(i) + y));
                }
            }
        }
        return sum;
    }

    @Override
    public void close() {
        inputs.close();
        theta.close();
        sessions.close();
    }
}
