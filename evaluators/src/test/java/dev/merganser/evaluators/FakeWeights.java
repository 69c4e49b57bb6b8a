package dev.merganser.evaluators;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Weights in arrays. */
public final class FakeWeights implements WeightSource {

    private final Map<String, Shape> shapes;
    private final Map<String, float[]> values;

    private FakeWeights(Map<String, Shape> shapes, Map<String, float[]> values) {
        this.shapes = shapes;
        this.values = values;
    }

    /** The float initializers of a graph. */
    public static FakeWeights of(Graph graph) {
        Map<String, Shape> shapes = new HashMap<>();
        Map<String, float[]> values = new HashMap<>();
        for (var initializer : graph.initializers()) {
            if (initializer.tensor().dtype().isFloat()) {
                shapes.put(initializer.name(), initializer.tensor().shape());
                values.put(initializer.name(), initializer.tensor().floats());
            }
        }
        return new FakeWeights(shapes, values);
    }

    FakeWeights with(String name, float firstValue) {
        var changed = new FakeWeights(new HashMap<>(shapes), new HashMap<>(values));
        float[] copy = values.get(name).clone();
        copy[0] = firstValue;
        changed.values.put(name, copy);
        return changed;
    }

    FakeWeights without(String name) {
        var changed = new FakeWeights(new HashMap<>(shapes), new HashMap<>(values));
        changed.shapes.remove(name);
        return changed;
    }

    FakeWeights reshaped(String name, Shape shape) {
        var changed = new FakeWeights(new HashMap<>(shapes), new HashMap<>(values));
        changed.shapes.put(name, shape);
        return changed;
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        return Optional.ofNullable(shapes.get(name))
                .map(shape -> new TensorInfo(name, DType.F32, shape));
    }

    @Override
    public void read(String name, MemorySegment out) {
        float[] from = values.get(name);
        MemorySegment.copy(from, 0, out, ValueLayout.JAVA_FLOAT, 0, from.length);
    }
}
