package dev.merganser.evaluators.path;

import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.NamedFloats;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Session;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Runs paths and graphs one step after another, the plain way, on made-up inputs. */
public final class PathRuns {

    private static final long BATCH = 2;
    private static final long TOKENS = 5;
    public static final SessionFactory SESSIONS = SessionFactory.of(new Provider.Cpu());

    private PathRuns() {}

    public static SegmentedModel cut(Graph graph) {
        return SegmentCutter.with(SESSIONS).cut(graph);
    }

    /** The identity path with all layers scaled by so much; NaN: as they are. */
    static float[] variant(LayerPool pool, Scaling scaling, double scale, String output) {
        try (Arena arena = Arena.ofConfined()) {
            SegmentedModel model = pool.graph(pool.base());
            Map<String, Value> values = inputs(model.graph(), arena);
            List<Results> open = new ArrayList<>();
            run(pool.stem(pool.base()), 1, model, values, open);
            for (int i = 0; i < pool.layers(pool.base()); i++) {
                Optional<Scaling> by =
                        Double.isNaN(scale) ? Optional.empty() : Optional.of(scaling);
                run(pool.layer(pool.base(), i, by), scale, model, values, open);
            }
            run(pool.head(pool.base(), output), 1, model, values, open);
            return values.get(output).floats();
        }
    }

    /** The output of a path with the weights of each model's own graph. */
    public static float[] run(
            LayerPool pool,
            String stem,
            String head,
            String output,
            Scaling scaling,
            List<PathLayer> layers) {
        try (Arena arena = Arena.ofConfined()) {
            Map<String, Value> values = inputs(pool.graph(pool.base()).graph(), arena);
            List<Results> open = new ArrayList<>();
            run(pool.stem(stem), 1, pool.graph(stem), values, open);
            for (PathLayer layer : layers) {
                Optional<Scaling> scaled =
                        layer.isScaled() ? Optional.of(scaling) : Optional.empty();
                run(
                        pool.layer(layer.model(), layer.layer(), scaled),
                        layer.scale(),
                        pool.graph(layer.model()),
                        values,
                        open);
            }
            run(pool.head(head, output), 1, pool.graph(head), values, open);
            return values.get(output).floats();
        }
    }

    public static void run(
            PoolStep step,
            double scale,
            SegmentedModel model,
            Map<String, Value> values,
            List<Results> open) {
        Map<String, Tensor> tensors = new HashMap<>();
        model.weights().forEach(weight -> tensors.put(weight.name(), weight));
        NamedFloats weights = new NamedFloats(SESSIONS);
        Map<String, Value> fed = new HashMap<>();
        step.weights()
                .forEach(
                        (input, name) -> {
                            Tensor tensor = tensors.get(name);
                            float[] floats = tensor.floats();
                            MemorySegment out = weights.add(input, tensor.shape());
                            MemorySegment.copy(
                                    floats, 0, out, ValueLayout.JAVA_FLOAT, 0, floats.length);
                        });
        step.scaleInput()
                .ifPresent(
                        input ->
                                weights.add(input, Shape.of())
                                        .set(ValueLayout.JAVA_FLOAT, 0, (float) scale));
        fed.putAll(weights.values());
        step.inputs().forEach((input, name) -> fed.put(input, values.get(name)));
        Session session = SESSIONS.open(step.segment().graph());
        Results results = session.run(fed, new HashSet<>(step.outputs().keySet()), Map.of());
        open.add(results);
        step.outputs().forEach((output, name) -> values.put(name, results.get(output)));
    }

    /** The output of a whole graph on the same inputs. */
    public static float[] run(Graph graph, String output) {
        try (Arena arena = Arena.ofConfined();
                Session session = SESSIONS.open(graph);
                Results results = session.run(inputs(graph, arena), Set.of(output), Map.of())) {
            return results.get(output).floats();
        }
    }

    private static Map<String, Value> inputs(Graph graph, Arena arena) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        Map<String, Value> values = new HashMap<>();
        for (ValueInfo input : graph.fedInputs()) {
            DType dtype = input.dtype().orElseThrow();
            Shape shape = shape(input.dims().orElseThrow());
            MemorySegment data = arena.allocate(shape.elements() * dtype.bytes(), 64);
            for (long i = 0; i < shape.elements(); i++) {
                if (dtype == DType.F32) {
                    data.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
                } else {
                    boolean masked = input.name().contains("mask") && i % TOKENS == TOKENS - 1;
                    long id = input.name().equals("input_ids") ? random.nextInt(30) : 1;
                    data.setAtIndex(ValueLayout.JAVA_LONG, i, masked ? 0 : id);
                }
            }
            values.put(
                    input.name(),
                    Value.over(SESSIONS, data, new TensorInfo(input.name(), dtype, shape)));
        }
        return values;
    }

    private static Shape shape(List<Dim> dims) {
        long[] sizes = new long[dims.size()];
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = dims.get(d) instanceof Dim.Fixed(long size) ? size : d == 0 ? BATCH : TOKENS;
        }
        return Shape.of(sizes);
    }

    /** The largest difference. */
    public static double distance(float[] a, float[] b) {
        double distance = a.length == b.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            distance = Math.max(distance, Math.abs((double) a[i] - b[i]));
        }
        return distance;
    }

    /** All layers of a model. */
    public static List<PathLayer> identity(LayerPool pool, String model) {
        List<PathLayer> layers = new ArrayList<>();
        for (int i = 0; i < pool.layers(model); i++) {
            layers.add(PathLayer.of(model, i));
        }
        return layers;
    }
}
