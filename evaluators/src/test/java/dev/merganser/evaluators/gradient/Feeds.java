package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Inputs of a graph in native memory, for one choice of its open sizes. Floats are distinct, evenly
 * spread over a range and keep away from 0, so that nothing is near a kink or a tie.
 */
final class Feeds implements AutoCloseable {

    private final Arena arena = Arena.ofConfined();
    private final Map<String, Value> values = new HashMap<>();
    private final List<Value> others = new ArrayList<>();
    private final Map<String, MemorySegment> memory = new HashMap<>();

    private Feeds() {}

    /** How inputs are made up. */
    record Ranges(Map<String, double[]> floats, Map<String, Integer> integers) {
        double[] of(String input) {
            return floats.getOrDefault(input, floats.getOrDefault("", new double[] {-2, 2}));
        }
    }

    /**
     * Feeds all inputs of a graph.
     *
     * @param sizes of the named dimensions
     */
    static Feeds of(
            SessionFactory factory,
            Graph graph,
            Map<String, Long> sizes,
            Ranges ranges,
            Random random) {
        var feeds = new Feeds();
        graph.inputs().forEach(input -> feeds.add(factory, input, sizes, ranges, random));
        return feeds;
    }

    static Shape shape(ValueInfo input, Map<String, Long> sizes) {
        return new Shape(input.dims().orElseThrow().stream().map(dim -> size(dim, sizes)).toList());
    }

    private static long size(Dim dim, Map<String, Long> sizes) {
        return switch (dim) {
            case Dim.Fixed(long size) -> size;
            case Dim.Named(String name) -> sizes.get(name);
            case Dim.Unknown() -> throw new IllegalArgumentException("A test names its sizes");
        };
    }

    private void add(
            SessionFactory factory,
            ValueInfo input,
            Map<String, Long> sizes,
            Ranges ranges,
            Random random) {
        Shape shape = shape(input, sizes);
        DType dtype = input.dtype().orElseThrow();
        MemorySegment data = allocate(shape.elements() * dtype.bytes());
        int count = (int) shape.elements();
        switch (dtype) {
            case F32 -> fill(data, count, ranges.of(input.name()), random);
            case I64 -> {
                int bound = ranges.integers().getOrDefault(input.name(), 2);
                for (int i = 0; i < count; i++) {
                    data.setAtIndex(
                            ValueLayout.JAVA_LONG,
                            i,
                            random.nextInt(bound < 0 ? bound : 0, Math.abs(bound)));
                }
            }
            case I32 -> {
                int bound = ranges.integers().getOrDefault(input.name(), 2);
                for (int i = 0; i < count; i++) {
                    data.setAtIndex(ValueLayout.JAVA_INT, i, random.nextInt(bound));
                }
            }
            case BOOL -> {
                for (int i = 0; i < count; i++) {
                    data.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(2));
                }
            }
            default -> throw new IllegalArgumentException("No feed of " + dtype);
        }
        memory.put(input.name(), data);
        values.put(
                input.name(),
                Value.over(factory, data, new TensorInfo(input.name(), dtype, shape)));
    }

    private MemorySegment allocate(long bytes) {
        return arena.allocate(Math.max(8, bytes), 64).asSlice(0, bytes);
    }

    private static void fill(MemorySegment data, int count, double[] range, Random random) {
        float[] floats = spread(count, range[0], range[1], random);
        MemorySegment.copy(floats, 0, data, ValueLayout.JAVA_FLOAT, 0, count);
    }

    /** Equidistant numbers in random order, none near 0. */
    private static float[] spread(int count, double low, double high, Random random) {
        List<Float> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double value = low + (high - low) * (i + .5) / count;
            all.add((float) (Math.abs(value) < .05 ? value + Math.copySign(.05, value) : value));
        }
        Collections.shuffle(all, random);
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = all.get(i);
        }
        return floats;
    }

    /** A float value that is no input of the graph; it is closed with this. */
    Value other(SessionFactory factory, float[] floats, Shape shape) {
        MemorySegment data = allocate(4L * floats.length);
        MemorySegment.copy(floats, 0, data, ValueLayout.JAVA_FLOAT, 0, floats.length);
        String name = "other" + others.size();
        others.add(Value.over(factory, data, new TensorInfo(name, DType.F32, shape)));
        return others.getLast();
    }

    Map<String, Value> values() {
        return values;
    }

    float get(String input, int element) {
        return memory.get(input).getAtIndex(ValueLayout.JAVA_FLOAT, element);
    }

    void set(String input, int element, float value) {
        memory.get(input).setAtIndex(ValueLayout.JAVA_FLOAT, element, value);
    }

    @Override
    public void close() {
        values.values().forEach(Value::close);
        others.forEach(Value::close);
        arena.close();
    }
}
