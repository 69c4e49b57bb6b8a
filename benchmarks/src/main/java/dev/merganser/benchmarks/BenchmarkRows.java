package dev.merganser.benchmarks;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Made-up rows for a graph, with a fixed seed. Their memory is the process's.
 *
 * @param size rows in a batch
 * @param outputName the output that is asked for
 * @param outputRow what it has for a row
 */
record BenchmarkRows(int size, int length, String outputName, List<Long> outputRow) {

    private static final int WORDS = 20_000;

    /** Sentences of so many tokens for a BERT of width 384, in batches of 16. */
    static BenchmarkRows tokens(int length) {
        return new BenchmarkRows(16, length, "last_hidden_state", List.of((long) length, 384L));
    }

    /** Images for {@link ImageModels}, in batches of 64. */
    static BenchmarkRows images() {
        return new BenchmarkRows(64, 1, ImageModels.OUTPUT, List.of((long) ImageModels.FEATURES));
    }

    /** The shape of the output for so many rows. */
    Shape output(int count) {
        List<Long> dims = new ArrayList<>(List.of((long) count));
        dims.addAll(outputRow);
        return new Shape(dims);
    }

    List<Batch> batches(SessionFactory factory, int items) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(items);
        List<Batch> batches = new ArrayList<>();
        for (int first = 0; first < items; first += size) {
            int count = Math.min(size, items - first);
            int[] rows = IntStream.range(first, first + count).toArray();
            batches.add(new Batch(rows, length, inputs(factory, count, random)));
        }
        return batches;
    }

    private Map<String, Value> inputs(SessionFactory factory, int count, RandomGenerator random) {
        Map<String, Value> inputs = new HashMap<>();
        if (outputName.equals(ImageModels.OUTPUT)) {
            Shape shape = ImageModels.input(count);
            MemorySegment values = Arena.global().allocate(shape.elements() * Float.BYTES, 64);
            for (long i = 0; i < shape.elements(); i++) {
                values.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat());
            }
            return Map.of(
                    ImageModels.INPUT,
                    Value.over(
                            factory, values, new TensorInfo(ImageModels.INPUT, DType.F32, shape)));
        }
        Shape shape = Shape.of(count, length);
        for (String name : List.of("input_ids", "attention_mask", "token_type_ids")) {
            MemorySegment values = Arena.global().allocate(shape.elements() * Long.BYTES, 64);
            for (long i = 0; i < shape.elements(); i++) {
                values.setAtIndex(ValueLayout.JAVA_LONG, i, token(name, random));
            }
            inputs.put(name, Value.over(factory, values, new TensorInfo(name, DType.I64, shape)));
        }
        return inputs;
    }

    private static long token(String input, RandomGenerator random) {
        return switch (input) {
            case "input_ids" -> 1000 + random.nextInt(WORDS);
            case "attention_mask" -> 1;
            default -> 0;
        };
    }
}
