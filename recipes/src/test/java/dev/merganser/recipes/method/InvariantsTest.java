package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** What holds for every method and every float type. */
class InvariantsTest {
    private static final int ELEMENTS = 4098;
    private static final List<DType> FLOATS = List.of(DType.F32, DType.F16, DType.BF16);

    /** A vector and a matrix, which methods may treat in different ways. */
    private static final List<Shape> SHAPES = List.of(Shape.of(ELEMENTS), Shape.of(6, 683));

    /**
     * Values of parameters that have no default; what is not named here is 1. The task is that of
     * the model in the middle, whose number is the same in the other order.
     */
    private static final Map<String, Double> REQUIRED =
            Map.of("t", .5, "factor", .5, "bottom", 0.0, "top", 0.0, "task", 2.0);

    /** Methods whose result depends on the order of the models, and why. */
    private static final Map<String, String> IN_ORDER =
            Map.of(
                    "layer_swap", "the first model gives the outer layers, the second the inner",
                    "magmax", "of opposite task vectors of one magnitude the later model's wins",
                    "opcm", "each model adds only what earlier ones do not have already");

    static Stream<Arguments> methodsTypesAndShapes() {
        return MergeMethods.all().stream()
                .map(method -> method.descriptor().name())
                .flatMap(
                        name ->
                                FLOATS.stream()
                                        .flatMap(
                                                dtype ->
                                                        SHAPES.stream()
                                                                .map(
                                                                        shape ->
                                                                                Arguments.of(
                                                                                        name, dtype,
                                                                                        shape))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("methodsTypesAndShapes")
    void mergingIdenticalModelsIsTheIdentity(String method, DType dtype, Shape shape) {
        float[] model = extreme(dtype, 7);
        float[] merged =
                merge(method, dtype, shape, model, List.of(model, model, model)).merged(100);
        assertThat(encoded(dtype, merged)).isEqualTo(encoded(dtype, model));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("methodsTypesAndShapes")
    void finiteInputsGiveFiniteOutputs(String method, DType dtype, Shape shape) {
        float[] base = extreme(dtype, 1);
        List<float[]> models = List.of(extreme(dtype, 2), extreme(dtype, 3), extreme(dtype, 4));
        for (double density : new double[] {0, .5, 1}) {
            ArrayMerge merge = merge(method, dtype, shape, base, models);
            float[] merged = withDensity(merge, method, density).merged(100);
            assertThat(merged).hasSize(ELEMENTS);
            for (float value : decoded(dtype, encoded(dtype, merged))) {
                assertThat(Float.isFinite(value)).isTrue();
            }
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("methodsTypesAndShapes")
    void bytesDoNotDependOnBlocksOrThreads(String method, DType dtype, Shape shape)
            throws ExecutionException, InterruptedException {
        ArrayMerge merge = withDensity(family(method, dtype, shape), method, .4);
        float[] whole = merge.merged();
        for (int block : new int[] {1, 13, 207, 1000, 4097}) {
            assertThat(merge.merged(block)).isEqualTo(whole);
        }
        assertThat(inParallel(merge.prepared())).isEqualTo(whole);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("methodsTypesAndShapes")
    void theOrderOfModelsChangesOnlyRounding(String method, DType dtype, Shape shape) {
        MethodDescriptor descriptor = MergeMethods.named(method).descriptor();
        if (!descriptor.random() && !IN_ORDER.containsKey(method)) {
            float[][] models = models(dtype);
            List<float[]> experts =
                    List.of(models[1], models[2], models[3])
                            .subList(0, Math.min(3, descriptor.maxModels()));
            ArrayMerge one = merge(method, dtype, shape, models[0], experts);
            ArrayMerge other = merge(method, dtype, shape, models[0], experts.reversed());
            float[] merged = withDensity(one, method, .4).merged();
            float[] swapped = withDensity(other, method, .4).merged();
            for (int i = 0; i < ELEMENTS; i++) {
                assertThat(Math.abs(merged[i] - swapped[i])).isLessThanOrEqualTo(2e-8f);
            }
        }
    }

    private static float[] inParallel(TensorMerge merge)
            throws ExecutionException, InterruptedException {
        int block = 97;
        float[] merged = new float[ELEMENTS];
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> parts = new ArrayList<>();
            for (int from = 0; from < ELEMENTS; from += block) {
                int start = from;
                parts.add(threads.submit(() -> readPart(merge, merged, start, block)));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        }
        return merged;
    }

    private static void readPart(TensorMerge merge, float[] merged, int from, int block) {
        int count = Math.min(block, ELEMENTS - from);
        float[] part = new float[count];
        merge.read(from, part, count);
        System.arraycopy(part, 0, merged, from, count);
    }

    /** A merge at default parameters; what has no default is as above. */
    private static ArrayMerge merge(
            String method, DType dtype, Shape shape, float[] base, List<float[]> models) {
        MethodDescriptor descriptor = MergeMethods.named(method).descriptor();
        ArrayMerge merge = ArrayMerge.of(method).stored(dtype).shaped(shape);
        models.stream().limit(descriptor.maxModels()).forEach(merge::model);
        if (descriptor.baseUse() != BaseUse.NONE) {
            merge.base(base);
        }
        descriptor.parameters().stream()
                .filter(spec -> spec.required() && spec.kind() == ParameterSpec.Kind.NUMBER)
                .filter(spec -> !spec.name().equals("weight"))
                .forEach(spec -> merge.with(spec.name(), REQUIRED.getOrDefault(spec.name(), 1.0)));
        return merge;
    }

    private static ArrayMerge withDensity(ArrayMerge merge, String method, double density) {
        boolean has = MergeMethods.named(method).descriptor().parameter("density").isPresent();
        return has ? merge.with("density", density) : merge;
    }

    private static ArrayMerge family(String method, DType dtype, Shape shape) {
        float[][] models = models(dtype);
        return merge(method, dtype, shape, models[0], List.of(models[1], models[2], models[3]));
    }

    private static float[][] models(DType dtype) {
        RandomTensors random = new RandomTensors(5);
        float[] base = random.normal(ELEMENTS, .02);
        float[][] models = {
            base, random.expert(base, .003), random.expert(base, .003), random.expert(base, .003)
        };
        for (float[] model : models) {
            Floats.round(dtype, model, 0, ELEMENTS);
        }
        return models;
    }

    /** Values of all sizes up to the largest of the type, with zeros of both signs. */
    private static float[] extreme(DType dtype, long seed) {
        float[] values = new RandomTensors(seed).normal(ELEMENTS, 1);
        float largest = dtype == DType.F16 ? 65504 : Float.intBitsToFloat(0x7F7F0000);
        for (int i = 0; i < ELEMENTS; i++) {
            values[i] =
                    switch (i % 5) {
                        case 0 -> Math.copySign(largest, values[i]);
                        case 1 -> Math.copySign(0f, values[i]);
                        case 2 -> Math.copySign(Float.MIN_VALUE, values[i]);
                        case 3 -> values[i] * (largest / 8);
                        default -> values[i];
                    };
        }
        Floats.round(dtype, values, 0, ELEMENTS);
        return values;
    }

    private static byte[] encoded(DType dtype, float[] values) {
        byte[] bytes = new byte[values.length * dtype.bytes()];
        Floats.encode(dtype, values, 0, values.length, MemorySegment.ofArray(bytes), 0);
        return bytes;
    }

    private static float[] decoded(DType dtype, byte[] bytes) {
        float[] values = new float[bytes.length / dtype.bytes()];
        Floats.decode(dtype, MemorySegment.ofArray(bytes), 0, values, 0, values.length);
        return values;
    }
}
