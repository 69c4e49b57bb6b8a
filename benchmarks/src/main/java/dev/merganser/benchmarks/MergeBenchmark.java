package dev.merganser.benchmarks;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.TensorMerge;
import dev.merganser.recipes.method.TensorwiseMethod;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * One tensor of a base and three experts merged on one thread, statistics passes included, from
 * float32 arrays. Time is for the whole tensor, so elements over time is the throughput.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MergeBenchmark {
    private static final int BLOCK = 1 << 14;

    /** The merge method; densities are 0.3. */
    @Param({"linear", "task_arithmetic", "ties", "dare_linear", "dare_ties", "slerp"})
    String method = "linear";

    /** A bias, a small matrix, a large matrix. */
    @Param({"384", "147456", "4194304"})
    int elements;

    private final float[] block = new float[BLOCK];
    private List<FloatSource> sources = List.of();

    /** Fills base and experts from a fixed seed. */
    @Setup
    public void fill() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        sources = new ArrayList<>();
        for (int model = 0; model < 4; model++) {
            float[] values = new float[elements];
            for (int i = 0; i < elements; i++) {
                values[i] = (float) random.nextGaussian();
            }
            sources.add(
                    (from, into, count) -> System.arraycopy(values, (int) from, into, 0, count));
        }
    }

    /** Makes the tensor ready and merges all of its blocks. */
    @Benchmark
    public float[] merge() {
        MergeMethod merging = MergeMethods.named(method);
        MergeTensor tensor = tensor(merging.descriptor());
        TensorwiseMethod each =
                switch (merging) {
                    case TensorwiseMethod itself -> itself;
                    case ModelMethod whole -> whole.survey(List.of(tensor));
                };
        TensorMerge merge = TensorMerge.prepare(each, tensor);
        for (int from = 0; from < elements; from += BLOCK) {
            merge.read(from, block, Math.min(BLOCK, elements - from));
        }
        return block;
    }

    private MergeTensor tensor(MethodDescriptor descriptor) {
        int models = Math.min(3, descriptor.maxModels());
        Map<String, Argument> global = new LinkedHashMap<>();
        Map.of("weight", .4, "density", .3, "t", .4)
                .forEach(
                        (name, value) ->
                                descriptor
                                        .parameter(name)
                                        .ifPresent(_ -> global.put(name, Argument.of(value))));
        List<Map<String, Argument>> none = new ArrayList<>();
        for (int model = 0; model < models; model++) {
            none.add(Map.of());
        }
        Arguments arguments = Arguments.resolve(descriptor, global, none);
        TensorInfo info = new TensorInfo("weight", DType.F32, Shape.of(elements));
        MergeTensor tensor = MergeTensor.of(info, sources.subList(1, 1 + models), arguments);
        return descriptor.baseUse() == BaseUse.NONE ? tensor : tensor.withBase(sources.getFirst());
    }
}
